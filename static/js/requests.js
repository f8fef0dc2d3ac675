// Ticked requests: a box per renter ticks all of his, and the bar says how many are chosen.
const desk = document.querySelector("[data-requests]");
const boxes = (root) => [...root.querySelectorAll('input[name="booking"]')];

function tell() {
  const chosen = boxes(desk).filter((box) => box.checked).length;
  const count = desk.querySelector("[data-count]");
  count.dataset.all ??= count.textContent;
  count.textContent = chosen ? `${chosen} gekozen` : count.dataset.all;
  for (const master of desk.querySelectorAll("[data-tick-group]")) {
    const own = boxes(master.closest("section"));
    const ticked = own.filter((box) => box.checked).length;
    master.checked = ticked === own.length;
    master.indeterminate = ticked > 0 && ticked < own.length;
  }
}

if (desk) {
  for (const label of desk.querySelectorAll(".ask-all")) label.hidden = false;
  desk.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-group]")) {
      for (const box of boxes(event.target.closest("section"))) box.checked = event.target.checked;
    }
    tell();
  });
  addEventListener("pageshow", tell);
}
