/* The hours of a stage: as many windows as it has, and the days left out, written as people write dates. */

import { byId } from "./page.js";
import { copyOf } from "./rows.js";

const DAY = /^(\d\d)\.(\d\d)\.(\d{4})$/;
const rows = () => [...byId("hours-rows").querySelectorAll("[data-hours-row]")];

/** “2026-06-12” → “12.06.2026”. */
export const dayText = (day) => (/^\d{4}-\d\d-\d\d$/.test(day) ? day.split("-").reverse().join(".") : day);

/** Only to compare: what is no date the server says, in the words that were written. */
function isoDay(text) {
  const [, day, month, year] = text.match(DAY) ?? [];
  return day ? `${year}-${month}-${day}` : text;
}

export function fillHours(schedule) {
  const hours = schedule?.hours ?? [];
  byId("hours-rows").replaceChildren();
  for (const window of hours.length ? hours : [{}]) addRow(window);
  byId("except").value = (schedule?.except ?? []).map(dayText).join(", ");
  byId("hours-box").open = Boolean(hours.length || schedule?.except?.length);
}

export function addRow({ start = "", end = "", weekdays = [] } = {}) {
  const row = copyOf("hours-row", rows().length, "schedule.hours");
  row.querySelector("[data-start]").value = start;
  row.querySelector("[data-end]").value = end === "24:00" ? "00:00" : end;
  for (const box of row.querySelectorAll("[name=weekday]")) box.checked = weekdays?.includes(box.value) ?? false;
  byId("hours-rows").append(row);
  return row;
}

const exceptions = () => byId("except").value.split(/[,;\s]+/).filter(Boolean);

/** The days left out that can be read, as “2026-06-12”. */
export const leftOut = () => exceptions().map(isoDay).filter((day) => /^\d{4}-\d\d-\d\d$/.test(day));

/** A day (“2026-06-12”) is left out, or is one again. */
export function leaveOut(day, isOut) {
  const others = exceptions().filter((each) => isoDay(each) !== day);
  byId("except").value = (isOut ? [...others, dayText(day)] : others).join(", ");
}

/** `before` comes back as it was where nothing of it was touched. */
export function readHours(before) {
  const hours = rows().map(readRow).filter(Boolean);
  const days = exceptions();
  const now = hours.length || days.length ? { hours, except: days } : {};
  return isSame(now, before ?? {}) ? before ?? {} : now;
}

function readRow(row) {
  const [start, end] = ["start", "end"].map((name) => row.querySelector(`[data-${name}]`).value);
  const weekdays = [...row.querySelectorAll("[name=weekday]:checked")].map((box) => box.value);
  if (!start && !end && !weekdays.length) return null;
  return { weekdays: weekdays.length ? weekdays : null, start: start || "00:00", end: end || "00:00" };
}

function isSame(one, other) {
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}

function plain({ hours = [], except = [] }) {
  const clock = (text) => (text === "24:00" ? "00:00" : text);
  return [hours.map(({ weekdays, start, end }) => [weekdays ?? null, clock(start), clock(end)]), except.map(isoDay)];
}
