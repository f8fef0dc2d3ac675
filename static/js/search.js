// Arrow keys through the search results; the focus stays in the box (combobox pattern).
const box = document.querySelector("[data-search]");

if (box) {
  const panel = document.getElementById(box.getAttribute("aria-controls"));
  const options = () => [...panel.querySelectorAll('[role="option"]')];
  const chosen = () => panel.querySelector('[aria-selected="true"]');

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    panel.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    choose(null);
  };

  panel.addEventListener("htmx:afterSwap", () => {
    box.setAttribute("aria-expanded", String(options().length > 0));
    choose(null);
  });
  box.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown") choose(all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp") choose(all.at(at <= 0 ? -1 : at - 1));
    else if (event.key === "Enter" && at >= 0) all[at].click();
    else if (event.key === "Escape" && panel.childElementCount) close();
    else return;
    event.preventDefault();
  });
}
