// Signing: a box to draw in with finger, pen or mouse ([data-signature]). Without this script the typed name is the way.
// Hidden fields named "timezone" get the time zone of this browser.
for (const field of document.querySelectorAll('input[type="hidden"][name="timezone"]')) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

const INK = "#17231f";
const form = document.querySelector("[data-signature]");
if (form) start(form);

function start(form) {
  const box = form.querySelector("[data-drawing]");
  const canvas = box.querySelector("canvas");
  const field = form.elements.drawing;
  const pen = canvas.getContext("2d");
  const written = form.querySelector("[data-written]");
  let isDrawing = false;

  form.querySelector("[data-methods]").hidden = false;

  function choose() {
    const draws = form.elements.method.value === "drawn";
    box.hidden = !draws;
    written.hidden = draws;
    if (draws && canvas.width !== sharpWidth()) fit();
  }

  const sharpWidth = () => Math.round(canvas.clientWidth * Math.min(devicePixelRatio || 1, 2));

  // The box takes the width of the page; what was drawn stays when a phone is turned.
  function fit() {
    const ratio = Math.min(devicePixelRatio || 1, 2);
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    Object.assign(pen, { lineWidth: 2.6 * ratio, lineCap: "round", lineJoin: "round", strokeStyle: INK, fillStyle: INK });
    if (field.value) restore(field.value);
  }

  function restore(address) {
    const image = new Image();
    image.addEventListener("load", () => {
      const scale = Math.min(canvas.width / image.width, canvas.height / image.height);
      pen.drawImage(image, 0, 0, image.width * scale, image.height * scale);
    });
    image.src = address;
  }

  function place(event) {
    const frame = canvas.getBoundingClientRect();
    const ratio = canvas.width / frame.width;
    return [(event.clientX - frame.left) * ratio, (event.clientY - frame.top) * ratio];
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    isDrawing = true;
    pen.beginPath();
    pen.moveTo(...place(event));
    pen.lineTo(...place(event).map((value) => value + 0.5));
    pen.stroke();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDrawing) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(...place(each));
    pen.stroke();
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(kind, () => {
      if (!isDrawing) return;
      isDrawing = false;
      field.value = canvas.toDataURL("image/png");
    });
  }

  box.querySelector("#wissen").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    field.value = "";
  });
  form.addEventListener("change", choose);
  form.elements.name.addEventListener("input", () => {
    written.textContent = form.elements.name.value;
  });
  addEventListener("resize", choose);
  written.textContent = form.elements.name.value;
  choose();
}
