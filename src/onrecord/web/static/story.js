/* The words that prove a line of the trail, beside the line, while it is pointed at or has the focus. Without this script they are in
   its title and in the list below, where the line leads. */
const figure = document.querySelector(".trail-figure");
const note = figure && figure.querySelector(".trail-note");

if (note) {
  let leaving = 0;
  const hide = () => { note.hidden = true; };
  const show = (edge, x, y) => {
    clearTimeout(leaving);
    note.textContent = edge.dataset.words;
    note.hidden = false;
    const room = figure.getBoundingClientRect();
    note.style.left = `${Math.max(0, Math.min(x - room.left + 14, room.width - note.offsetWidth - 4))}px`;
    note.style.top = `${y - room.top + 18}px`;
  };
  for (const edge of figure.querySelectorAll(".trail-box .edge")) {
    const title = edge.querySelector("title");
    edge.dataset.words = edge.getAttribute("aria-label") || title.textContent;
    title.remove(); /* or the browser shows the words a second time */
    edge.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") show(edge, event.clientX, event.clientY); });
    edge.addEventListener("pointerleave", () => { leaving = setTimeout(hide, 250); });
    if (!edge.hasAttribute("href")) continue; /* no words prove it; and with a listener for the focus it would take it */
    edge.addEventListener("focus", () => {
      const head = edge.querySelector(".head").getBoundingClientRect();
      if (edge.matches(":focus-visible")) show(edge, head.right, head.bottom);
    });
    edge.addEventListener("blur", hide);
  }
  note.addEventListener("pointerenter", () => clearTimeout(leaving));
  note.addEventListener("pointerleave", hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}
