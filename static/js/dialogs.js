// Browsers without the `command` attribute get the same from here. A dialog marked data-open opens by itself.
const knowsCommands = "commandForElement" in HTMLButtonElement.prototype;

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[command][commandfor]");
  if (!button || knowsCommands) return;
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  if (button.getAttribute("command") === "show-modal") dialog?.showModal();
  else dialog?.close();
});

function openMarked(root) {
  for (const dialog of root.querySelectorAll("dialog[data-open]:not([open])")) dialog.showModal();
}
openMarked(document);
document.addEventListener("htmx:load", (event) => openMarked(event.detail.elt.parentElement ?? document));
