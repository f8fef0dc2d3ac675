// What the page says and opens: the live region, the form for a free hour, the question before a move.
import { clock, dayAt } from "./clock.js";

const status = () => document.querySelector("[data-board-status]");

export function say(text) {
  const region = status();
  if (region) region.textContent = text.replace(/\s+/g, " ").trim();
}

export function book(add, { slug, day, start, end }) {
  const asked = new URLSearchParams({ ruimte: slug, dag: dayAt(day, start), van: clock(start), tot: clock(end) });
  window.location.assign(`${add}?${asked}`);
}

export const moves = () => document.getElementById("bord")?.dataset.move ?? "";

export async function askToMove(booking, { room, day, start, end }) {
  const dialog = document.getElementById("verzetten");
  const asked = new URLSearchParams({ room, day: dayAt(day, start), start: clock(start), end: clock(end) });
  const url = moves().replace("/0/", `/${booking}/`);
  await htmx.ajax("GET", `${url}?${asked}`, { target: "#verzetten-inhoud", swap: "innerHTML" });
  htmx.process(document.getElementById("verzetten-inhoud")); // at once: who presses Enter is quicker than its settling
  dialog.showModal();
  dialog.querySelector(".form-actions .button--primary")?.focus();
}
