// Buttons that copy the text of a field ([data-copy="id"]). Without this script there are none, and the field can be selected.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    let copied = false;
    try {
      await navigator.clipboard.writeText(field.value);
      copied = true;
    } catch {
      copied = document.execCommand("copy"); // over plain http there is no clipboard
    }
    const text = copied ? "Gekopieerd." : "Kopiëren lukte niet. Het adres is geselecteerd.";
    document.dispatchEvent(new CustomEvent("toast", { detail: { text, kind: copied ? "success" : "warning" } }));
  });
}
