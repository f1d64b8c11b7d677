/* Draws the charts of a page: <div data-chart="address of a Vega-Lite specification" data-name="what it shows" hidden>. The libraries
   are fetched when the first of them comes near the window; expressions are interpreted, since the page allows no `eval`. The numbers
   stand in a table beside each chart, which is all there is without this file. */
"use strict";
(() => {
  const here = document.currentScript.src.replace(/[^/]*$/, "");
  let libraries = null;

  const script = (name) => new Promise((done, failed) => {
    const element = document.createElement("script");
    element.src = `${here}vendor/${name}`;
    element.onload = done;
    element.onerror = () => failed(new Error(`${name} could not be fetched`));
    document.head.append(element);
  });

  const load = () => {
    libraries ??= script("vega.min.js").then(() => script("vega-lite.min.js")).then(() => script("vega-embed.min.js"));
    return libraries;
  };

  const draw = async (box, spec) => {
    const width = Math.max(120, Math.floor(box.clientWidth) - spec.usermeta.beside);
    if (box.drawn?.width === width) return;
    box.drawn?.view.finalize();
    box.drawn = { width, view: { finalize() {} } };
    const { view } = await window.vegaEmbed(box, { ...spec, width }, {
      mode: "vega-lite", renderer: "svg", ast: true, actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true }, logLevel: 1,
    });
    box.drawn.view = view;
  };

  const show = async (box) => {
    try {
      const [answer] = await Promise.all([fetch(box.dataset.chart, { headers: { Accept: "application/json" } }), load()]);
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      const spec = await answer.json();
      await draw(box, spec);
      box.setAttribute("role", "img");
      box.setAttribute("aria-label", spec.description);
      box.style.minHeight = "";
      box.dataset.drawn = "yes";
      let waiting = 0;
      new ResizeObserver(() => {
        clearTimeout(waiting);
        waiting = setTimeout(() => draw(box, spec), 150);
      }).observe(box);
    } catch (error) {
      box.textContent = `The chart could not be drawn (${error.message}). Its numbers are in the table.`;
      box.classList.add("failed");
      box.closest("figure")?.querySelector("details")?.setAttribute("open", "");
    }
  };

  const watcher = new IntersectionObserver((seen) => {
    for (const one of seen) {
      if (!one.isIntersecting) continue;
      watcher.unobserve(one.target);
      show(one.target);
    }
  }, { rootMargin: "300px" });

  for (const box of document.querySelectorAll("[data-chart]")) {
    box.hidden = false;
    box.style.minHeight = `${box.dataset.height}px`;
    box.closest("figure")?.querySelector("details")?.removeAttribute("open");
    watcher.observe(box);
  }

  /* On paper nothing can be opened, and what was not looked at was not drawn. Some browsers tell of printing in the one way, some in the other. */
  const opened = () => {
    for (const details of document.querySelectorAll(".chart details")) details.open = true;
  };
  addEventListener("beforeprint", opened);
  const paper = matchMedia("print");
  if (paper.matches) opened();
  paper.addEventListener("change", () => { if (paper.matches) opened(); });
})();
