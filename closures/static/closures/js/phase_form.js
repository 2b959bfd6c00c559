/* One stage: between the API's shape and the form's. Times are the city's wall clock, without an offset. */

import { wallText } from "../../roadmap/js/format.js";
import { fillHours, readHours } from "./hours_form.js";
import { fillLanes, readLanes } from "./lanes_form.js";
import { fillLimits, readLimits } from "./limits_form.js";
import { byId, form } from "./page.js";

const CHECKED = ["vehicle_classes", "exemptions"];

/** One place of a stage; `picked` and `drawn` (how it was chosen), `former` (what it replaced) and `typed` (what is not understood yet, by field) stay in the browser. */
export const emptyLocation = (values = {}) => ({ geometry: null, places: [], direction: "both", toward: "", former: [], typed: {}, ...values });

/** `start` is the city's wall clock, “2026-07-14T22:00”. */
export const emptyPhase = (start = "") => ({
  locations: [emptyLocation()], open: 0, planned_start: start, planned_end: "", vehicle_impact: "all-lanes-closed", schedule: {}, name: "", vehicle_classes: [], exemptions: [], restrictions: [], lanes: [],
});

/** What the API says of a stage → what the form holds. */
export function fromAPI({ geometry, direction, toward, places, locations, ...phase }) {
  const given = { planned_start: phase.planned_start, planned_end: phase.planned_end };
  const there = locations ?? [{ geometry, direction, toward, places }];
  return { ...phase, given, open: 0, locations: there.map(emptyLocation), planned_start: localText(phase.planned_start), planned_end: localText(phase.planned_end) };
}

const localText = (moment) => moment?.slice(0, 16) ?? "";

/** A stage that is saved goes by its id, so what the form does not show of it stays. */
export function toAPI(phase) {
  const { id, part_of, ended_at, name, schedule, vehicle_impact, vehicle_classes, exemptions, restrictions, lanes } = phase;
  const [planned_start, planned_end] = ["planned_start", "planned_end"].map((each) => momentOf(phase, each));
  const values = { name, planned_start, planned_end, schedule, vehicle_impact, vehicle_classes, exemptions, restrictions, lanes };
  return { ...(id ? { id } : {}), ...(part_of ? { part_of } : {}), ...(ended_at ? { ended_at } : {}), ...values, ...placesOf(phase.locations) };
}

/** As it was given where nobody touched it: an input knows no seconds. */
function momentOf(phase, name) {
  const given = phase.given?.[name];
  return localText(given) === phase[name] ? given ?? null : phase[name] || null;
}

/** One place in the short form, several as the list that they are. */
function placesOf(locations) {
  const [one] = locations;
  if (locations.length > 1 || one.id) return { locations: locations.map(placeOf) };
  const { geometry, places, ...rest } = placeOf(one);
  return geometry ? { ...rest, geometry, places } : rest;
}

const placeOf = ({ id, geometry, direction, toward, places }) => ({ ...(id ? { id } : {}), geometry, direction, toward: direction === "both" ? "" : toward ?? "", places: places ?? [] });

/** Puts a stage into the fields; its place is the picker's. */
export function fill(phase) {
  for (const name of ["planned_start", "planned_end"]) byId(name).value = phase[name] ?? "";
  tellEnd(phase.ended_at ?? localText(phase.actual_end));
  byId("stage_name").value = phase.name ?? "";
  byId("vehicle_impact").value = phase.vehicle_impact;
  for (const name of CHECKED) for (const box of boxes(name)) box.checked = (phase[name] ?? []).includes(box.value);
  fillHours(phase.schedule);
  fillLimits(phase.restrictions);
  fillLanes(phase.lanes, phase.locations[0]?.lanes);
}

/** Confirmed, whatever the plan says. */
function tellEnd(end) {
  const line = byId("ended_at-said");
  line.hidden = !end;
  line.textContent = end && `${line.dataset.words} ${wallText(end)}`;
}

/** Takes the fields into the stage. */
export function read(phase) {
  for (const name of ["planned_start", "planned_end"]) phase[name] = byId(name).value;
  phase.name = byId("stage_name").value.trim();
  phase.vehicle_impact = byId("vehicle_impact").value;
  for (const name of CHECKED) phase[name] = checkedOf(name, phase[name] ?? []);
  phase.schedule = readHours(phase.schedule);
  phase.restrictions = readLimits(phase.restrictions);
  phase.lanes = readLanes(phase.lanes);
}

const boxes = (name) => form.querySelectorAll(`[name=${name}]`);

/** In the order in which they were given, what is new behind. */
function checkedOf(name, before) {
  const checked = [...boxes(name)].filter((box) => box.checked).map((box) => box.value);
  return [...before.filter((value) => checked.includes(value)), ...checked.filter((value) => !before.includes(value))];
}
