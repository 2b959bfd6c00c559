/* One stage's fields: from the form to the API's shape and back. Times are the city's wall clock, without an offset. */

import { byId } from "./page.js";

/** `start` is the city's wall clock, “2026-07-14T22:00”. */
export const emptyPhase = (start = "") => ({
  geometry: null, planned_start: start, planned_end: "", direction: "both", vehicle_impact: "all-lanes-closed",
});

/** What the API says of a stage → what the form holds. */
export function fromAPI(phase) {
  return { ...phase, planned_start: localText(phase.planned_start), planned_end: localText(phase.planned_end) };
}

const localText = (moment) => moment?.slice(0, 16) ?? "";

/** A stage that is saved goes by its id, so what the form does not show of it stays. */
export function toAPI(phase) {
  const { id, geometry, direction, toward, planned_start, planned_end, schedule, vehicle_impact } = phase;
  const values = { direction, toward: toward ?? "", planned_start: planned_start || null, planned_end: planned_end || null, schedule, vehicle_impact };
  const place = geometry ? { geometry, places: phase.places ?? [] } : {};
  return { ...(id ? { id } : {}), ...values, ...place };
}

/** Puts a stage into the fields. */
export function fill(phase) {
  byId("planned_start").value = phase.planned_start ?? "";
  byId("planned_end").value = phase.planned_end ?? "";
  byId("direction").value = phase.direction ?? "both";
  byId("toward").value = phase.toward ?? "";
  byId("vehicle_impact").value = phase.vehicle_impact;
  const [hours] = phase.schedule?.hours ?? [];
  byId("hours_start").value = hours?.start ?? "";
  byId("hours_end").value = hours?.end ?? "";
  byId("except").value = (phase.schedule?.except ?? []).join(", ");
  for (const box of document.querySelectorAll("[name=weekday]")) box.checked = hours?.weekdays?.includes(box.value) ?? false;
  byId("hours-box").open = Boolean(hours || phase.schedule?.except?.length);
}

/** Takes the fields into the stage. */
export function read(phase) {
  phase.planned_start = byId("planned_start").value;
  phase.planned_end = byId("planned_end").value;
  phase.direction = byId("direction").value;
  phase.toward = byId("toward").value.trim();
  phase.vehicle_impact = byId("vehicle_impact").value;
  phase.schedule = readSchedule(phase.schedule);
}

function readSchedule(before) {
  const [start, end] = [byId("hours_start").value, byId("hours_end").value];
  const weekdays = [...document.querySelectorAll("[name=weekday]:checked")].map((box) => box.value);
  const days = byId("except").value.split(/[,;\s]+/).filter(Boolean);
  const window = { weekdays: weekdays.length ? weekdays : null, start: start || "00:00", end: end || "24:00" };
  // Further windows were not entered here; they are kept as they are.
  const others = (before?.hours ?? []).slice(1);
  const hours = start || end || weekdays.length ? [window, ...others] : others;
  return hours.length || days.length ? { hours, except: days } : {};
}
