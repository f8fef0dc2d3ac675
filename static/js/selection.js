// Ticked rows of a list: says how many, ticks all rows of the page at once, and a range with Shift.
let last = null;
const ticks = () => [...document.querySelectorAll('input[name="partner"][form="selection"]')];

function tell() {
  const count = document.querySelector("[data-selection-count]");
  if (!count) return;
  const all = ticks();
  const chosen = all.filter((tick) => tick.checked).length;
  count.textContent = chosen ? `${chosen} gekozen` : count.dataset.all;
  count.closest("[data-selection]").toggleAttribute("data-active", chosen > 0);
  const master = document.querySelector("[data-tick-all]");
  if (!master) return;
  master.checked = chosen > 0 && chosen === all.length;
  master.indeterminate = chosen > 0 && chosen < all.length;
}

document.addEventListener("click", (event) => {
  const tick = event.target.closest('input[name="partner"][form="selection"]');
  if (!tick) return;
  const all = ticks();
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(tick)].sort((one, other) => one - other);
    for (const between of all.slice(from, to + 1)) between.checked = tick.checked;
  }
  last = tick;
  tell();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) for (const tick of ticks()) tick.checked = event.target.checked;
  if (event.target.matches('[data-tick-all], input[name="partner"]')) tell();
});
document.addEventListener("htmx:afterSwap", tell);
addEventListener("pageshow", tell);
