// After a refused form the focus goes to what was wrong; a form is sent once however often the button is pressed.
// A button that fetches a file (`data-download`) leaves the page as it is, so the form can be sent again.
function focusMarked(root) {
  root.querySelector?.("[data-focus]")?.focus();
}

focusMarked(document);
document.addEventListener("htmx:load", (event) => focusMarked(event.detail.elt));

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.method !== "post" || event.defaultPrevented || submitter?.matches("[data-download]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll('[aria-busy="true"]')) button.removeAttribute("aria-busy");
});
document.addEventListener("htmx:afterRequest", (event) => {
  delete event.target.dataset?.sent;
  event.target.querySelector?.('[aria-busy="true"]')?.removeAttribute("aria-busy");
});
