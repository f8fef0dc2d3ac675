// `/` goes to the search box, `?` lists the shortcuts, `g` and a letter goes to a place in the navigation.
// Single keys can be switched off (WCAG 2.1.4); the choice stays on this device.
const STORE = "sneltoetsen";
const PATIENCE_MS = 1500;
const list = document.querySelector("[data-shortcuts]");
const places = new Map([...document.querySelectorAll("[data-key]")].map((link) => [link.dataset.key, link]));
let goingSince = 0;

const allowed = () => localStorage.getItem(STORE) !== "uit";
const typing = (target) => target.closest?.('input, textarea, select, [contenteditable], [role="grid"], dialog[open]');

for (const [key, link] of places) {
  const term = document.createElement("dt");
  term.innerHTML = "<kbd>g</kbd> ";
  term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  list?.append(term, Object.assign(document.createElement("dd"), { textContent: link.textContent.trim() }));
}

const toggle = document.querySelector("[data-shortcuts-switch]");
if (toggle) {
  toggle.checked = allowed();
  toggle.addEventListener("change", () => localStorage.setItem(STORE, toggle.checked ? "aan" : "uit"));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !allowed() || typing(event.target)) return;
  if (Date.now() - goingSince < PATIENCE_MS && places.has(event.key)) {
    event.preventDefault();
    goingSince = 0;
    places.get(event.key).click();
  } else if (event.key === "g") {
    goingSince = Date.now();
  } else if (event.key === "/") {
    const box = document.querySelector("[data-search]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "?") {
    document.getElementById("sneltoetsen")?.showModal();
  }
});
