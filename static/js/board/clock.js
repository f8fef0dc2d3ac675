// Minutes of a day and days of a calendar, as the board says them.
export const QUARTER = 15;
export const HOUR = 60;
const DAY = 24 * HOUR;
const dayName = new Intl.DateTimeFormat("nl-NL", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

export const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
export const clock = (minutes) => `${String(Math.floor(minutes / HOUR) % 24).padStart(2, "0")}:${String(minutes % HOUR).padStart(2, "0")}`;
export const span = (start, end) => `${clock(start)}–${clock(end)}`;
export const minutesOf = (text) => text.split(":").reduce((total, part) => total * HOUR + Number(part), 0);
export const numbers = (text) => (text ?? "").split(" ").filter(Boolean).map(Number);
export const spoken = (day) => dayName.format(new Date(`${day}T00:00:00Z`));

// What starts after midnight belongs to the day after.
export function dayAt(day, minutes) {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + Math.floor(minutes / DAY));
  return moved.toISOString().slice(0, 10);
}
