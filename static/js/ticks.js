// A form of rows to tick ([data-ticks]): ticks all at once, and says how many and how much together. Works without too.
const euros = new Intl.NumberFormat("nl-NL", { style: "currency", currency: "EUR" });

for (const form of document.querySelectorAll("[data-ticks]")) {
  const master = form.querySelector("[data-tick-all]");
  const told = form.querySelector("[data-ticks-told]");
  const ticks = () => [...form.querySelectorAll('input[name="kies"]')];

  function tell() {
    const chosen = ticks().filter((tick) => tick.checked);
    const cents = chosen.reduce((sum, tick) => sum + Number(tick.dataset.cents), 0);
    told.textContent = chosen.length ? `${chosen.length} gekozen, samen ${euros.format(cents / 100)}` : "Kies wat je tekent.";
    master.checked = chosen.length > 0 && chosen.length === ticks().length;
    master.indeterminate = chosen.length > 0 && !master.checked;
  }

  master.hidden = false;
  form.addEventListener("change", (event) => {
    if (event.target === master) for (const tick of ticks()) tick.checked = master.checked;
    tell();
  });
  addEventListener("pageshow", tell);
  tell();
}
