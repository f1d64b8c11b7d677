/* Pointing at a note, or going to it with the keyboard, lights up its words, and the other way round. Pages work without it. */
const lit = { pointed: "", focused: "" };

function light(how, target) {
  const article = document.querySelector("article.article");
  const marked = target?.closest?.("[data-s]");
  const number = marked && article?.contains(marked) ? marked.dataset.s : "";
  if (!article || number === lit[how]) return;
  lit[how] = number;
  const wanted = new Set(Object.values(lit));
  for (const one of article.querySelectorAll(".lit")) if (!wanted.has(one.dataset.s)) one.classList.remove("lit");
  if (number) for (const one of article.querySelectorAll(`[data-s="${number}"]`)) one.classList.add("lit");
}

document.addEventListener("pointerover", (event) => light("pointed", event.target));
document.addEventListener("focusin", (event) => light("focused", event.target));
document.addEventListener("focusout", () => light("focused", null));
