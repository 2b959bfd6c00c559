/* The event's own fields: what kind it is, why, who, the way round, the act. */

import { byId, filled, form, forms } from "./page.js";

const LISTS = ["detour_roads", "bus_routes", "stops_removed"];
const WORDS = ["cause", "reason", "performer", "client", "contact", "detour", "act_kind", "act_number", "act_body", "note"];
const LINE = "detour_geometry"; // GeoJSON in a hidden field
const OTHERS = ["severity", "act_on", "parking_places", "signal_mode"];

export const kind = () => form.querySelector("[name=kind]:checked").value;

/** What the kind's declaration says of this form. */
export const declared = () => forms[kind()];

export const has = (part) => declared().parts.includes(part);

/** What each field was filled from: as it was given, where nobody touched it. */
const given = new Map();

export function fillEvent(event) {
  if (!event) return;
  for (const name of [...WORDS, ...OTHERS]) put(name, event[name], String(event[name] ?? ""));
  for (const name of LISTS) put(name, event[name], (event[name] ?? []).join(", "));
  put(LINE, event[LINE], event[LINE] ? JSON.stringify(event[LINE]) : "");
}

function put(name, value, text) {
  const field = byId(name);
  if (text || field.type !== "select-one") field.value = text;
  given.set(name, { value, shown: field.value });
}

/** What the form says of the event itself, as the API takes it. */
export function readEvent() {
  const values = { severity: take("severity", Number), act_on: take("act_on", (text) => text || null) };
  for (const name of WORDS) values[name] = take(name, (text) => text.trim());
  for (const name of LISTS) values[name] = take(name, listed);
  values[LINE] = take(LINE, (text) => (text ? JSON.parse(text) : null));
  if (declared().isAtSignal) values.signal_mode = take("signal_mode", (text) => text);
  if (has("parking")) values.parking_places = take("parking_places", (text) => (text ? Number(text) : null));
  return values;
}

function take(name, read) {
  const { value } = byId(name);
  const before = given.get(name);
  return before && before.shown === value && before.value !== undefined ? before.value : read(value);
}

const listed = (text) => text.split(/[,;]/).map((part) => part.trim()).filter(Boolean);

/** Only what belongs to this kind is asked for. */
export function showParts() {
  for (const part of form.querySelectorAll("[data-part]")) part.hidden = !part.dataset.part.split(" ").some(has);
  if (!filled) byId("vehicle_impact").value = declared().impact;
}
