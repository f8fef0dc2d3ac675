// Arrow keys through the search results; the focus stays in the box (combobox pattern). Up and down go from one thing
// found to the next, right and left to what can be done with it at once: call, mail, note.
const box = document.querySelector("[data-search]");

if (box) {
  const panel = document.querySelector(box.getAttribute("hx-target"));
  const form = box.form;
  const hits = () => [...panel.querySelectorAll("[data-hit]")];
  const options = (hit) => [...hit.querySelectorAll('[role="option"]')];
  const chosen = () => panel.querySelector('[aria-selected="true"]');

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.closest("[data-hit]").scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    panel.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    choose(null);
  };
  const upOrDown = (step) => {
    const all = hits();
    const at = all.indexOf(chosen()?.closest("[data-hit]"));
    const next = at < 0 && step < 0 ? all.length - 1 : (at + step + all.length) % all.length;
    choose(all.length ? options(all[next])[0] : null);
  };
  // Says whether there was something to go to; otherwise the arrow moves through what is typed.
  const aside = (step) => {
    const here = chosen();
    if (!here) return false;
    const row = options(here.closest("[data-hit]"));
    const next = row[row.indexOf(here) + step];
    if (next) choose(next);
    return Boolean(next);
  };

  panel.addEventListener("htmx:afterSwap", () => {
    box.setAttribute("aria-expanded", String(hits().length > 0));
    choose(null);
  });
  // An answer that comes after Esc or after the box was emptied is late.
  panel.addEventListener("htmx:beforeSwap", (event) => {
    if (box.value.trim().length < 2) event.detail.shouldSwap = false;
  });
  box.addEventListener("input", () => {
    if (box.value.trim().length < 2) close();
  });
  box.addEventListener("keydown", (event) => {
    const { key } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "ArrowDown") upOrDown(1);
    else if (key === "ArrowUp") upOrDown(-1);
    else if (key === "ArrowRight" || key === "ArrowLeft") {
      if (!aside(key === "ArrowRight" ? 1 : -1)) return;
    } else if (key === "Enter" && chosen()) chosen().click();
    else if (key === "Escape" && panel.childElementCount) close();
    else if (key === "Escape") box.blur();
    else return;
    event.preventDefault();
  });
  form.addEventListener("focusout", () => choose(null));
}
