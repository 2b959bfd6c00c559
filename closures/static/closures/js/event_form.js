/* The event's own fields: what kind it is, why, who, the way round, the act. */

import { byId, form, forms, initial } from "./page.js";

const LISTS = ["detour_roads", "bus_routes"];
const WORDS = ["cause", "reason", "performer", "contact", "detour", "act_kind", "act_number", "note"];

export const kind = () => form.querySelector("[name=kind]:checked").value;

/** What the kind's declaration says of this form. */
export const declared = () => forms[kind()];

export const has = (part) => declared().parts.includes(part);

export function fillEvent() {
  if (!initial) return;
  for (const name of WORDS) byId(name).value = initial[name] ?? "";
  for (const name of LISTS) byId(name).value = (initial[name] ?? []).join(", ");
  for (const name of ["severity", "act_on", "parking_places", "signal_mode"]) if (initial[name]) byId(name).value = initial[name];
}

/** What the form says of the event itself, as the API takes it. */
export function readEvent() {
  const values = { severity: Number(byId("severity").value) };
  for (const name of WORDS) values[name] = byId(name).value.trim();
  for (const name of LISTS) values[name] = byId(name).value.split(/[,;]/).map((part) => part.trim()).filter(Boolean);
  values.act_on = byId("act_on").value || null;
  if (declared().isAtSignal) values.signal_mode = byId("signal_mode").value;
  if (has("parking")) values.parking_places = byId("parking_places").value ? Number(byId("parking_places").value) : null;
  return values;
}

/** Only what belongs to this kind is asked for. */
export function showParts() {
  for (const part of form.querySelectorAll("[data-part]")) part.hidden = !part.dataset.part.split(" ").some(has);
  byId("draw-area").hidden = !declared().shapes.includes("Polygon");
}
