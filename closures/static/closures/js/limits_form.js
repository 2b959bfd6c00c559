/* The limits, bans and conditions of a stage: a row each. */

import { byId } from "./page.js";
import { copyOf } from "./rows.js";

const rows = () => [...byId("limit-rows").querySelectorAll("[data-limit-row]")];
const part = (row, name) => row.querySelector(`[data-${name}]`);

export function fillLimits(restrictions = []) {
  byId("limit-rows").replaceChildren();
  for (const each of restrictions) addLimit(each);
  byId("limits-box").open = restrictions.length > 0;
}

export function addLimit(given = {}) {
  const row = copyOf("limit-row", rows().length, "restrictions");
  row.given = given;
  const type = part(row, "type");
  const isKnown = [...type.options].some(({ value }) => value === (given.type ?? ""));
  if (!isKnown) type.add(new Option(given.type.replaceAll("-", " "), given.type)); // of another's feed
  type.value = given.type ?? "";
  part(row, "value").value = given.value ?? "";
  type.addEventListener("change", () => showMeasure(row));
  part(row, "remove").addEventListener("click", () => remove(row));
  byId("limit-rows").append(row);
  showMeasure(row);
  return row;
}

/** Errors name a row by its number, so those that are left are numbered anew. */
function remove(row) {
  const left = rows().filter((each) => each !== row).map(readRow);
  fillLimits(left);
  byId("limits-box").open = true;
  byId("add-limit").focus();
  byId("limit-rows").dispatchEvent(new Event("input", { bubbles: true }));
}

function showMeasure(row) {
  const { title } = measureOf(row);
  part(row, "measure").hidden = !title;
  part(row, "shown-unit").textContent = title ? `, ${title}` : "";
}

/** In the declared unit; what came in another keeps that. */
function measureOf(row) {
  const type = part(row, "type");
  const { unit: title, keptIn: unit } = type.selectedOptions[0]?.dataset ?? {};
  const { given } = row;
  const isInAnother = title && given.type === type.value && given.unit && given.unit !== unit;
  return isInAnother ? { title: given.unit, unit: given.unit } : { title, unit };
}

/** `before` comes back as it was where nothing of it was touched. */
export function readLimits(before = []) {
  const now = rows().map(readRow).filter(({ type }) => type);
  return JSON.stringify(now) === JSON.stringify(before) ? before : now;
}

function readRow(row) {
  const { value: type } = part(row, "type");
  const { value } = part(row, "value");
  const { given } = row;
  if (type === given.type && value === String(given.value ?? "")) return given;
  const { unit } = measureOf(row);
  return unit ? { type, ...(value ? { value: Number(value) } : {}), unit } : { type };
}
