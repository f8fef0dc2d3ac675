// Short messages: from the page itself, and from the htmx event `toast` ([{text, kind}, …] in HX-Trigger).
const LIFETIME_MS = 8000;

function live(toast) {
  toast.querySelector(".toast-close").addEventListener("click", () => toast.remove());
  if (!toast.matches(".toast--error")) setTimeout(() => { if (!toast.matches(":hover, :focus-within")) toast.remove(); }, LIFETIME_MS);
}

function show(text, kind = "info") {
  const toast = document.getElementById("melding").content.firstElementChild.cloneNode(true);
  toast.className = `toast toast--${kind}`;
  toast.querySelector("p").textContent = text;
  document.getElementById("meldingen").append(toast);
  live(toast);
}

document.querySelectorAll(".toasts .toast").forEach(live);
document.addEventListener("toast", (event) => {
  const detail = event.detail?.value ?? event.detail;
  for (const { text, kind } of Array.isArray(detail) ? detail : [detail]) show(text, kind);
});
document.addEventListener("htmx:responseError", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Trigger")) show("Dat lukte niet. Probeer het opnieuw.", "error");
});
document.addEventListener("htmx:sendError", () => show("Geen verbinding. Controleer je internet en probeer het opnieuw.", "error"));
