/* How road events are drawn. Kinds differ by line pattern and sign, not by colour alone; what is planned is hollow. */

import { token } from "../../roadmap/js/drawing.js";

const SIGN_STATES = { planned: "is-planned", finished: "is-over", cancelled: "is-over" };

/** What is left of the kind's colour: the past is grey. */
const colorOf = (kind, { state }) => token(state === "finished" || state === "cancelled" ? "over" : `kind-${kind}`);

/** Planned, or within the term but in the hours of rest. */
const isPale = ({ state, in_force: holds }) => state === "planned" || (state === "active" && !holds);

const casing = (weight) => ({ color: "#ffffff", weight, opacity: 0.9 });

/** The line of a kind; hollow where it is only planned. */
function strokes(properties, color, { weight = 7, dashArray = null, lineCap = "butt" } = {}) {
  const line = { color, weight, dashArray, lineCap, opacity: isPale(properties) ? 0.75 : 1 };
  const hollow = { color: "#ffffff", weight: weight - 4, dashArray, lineCap, opacity: 0.95 };
  return [casing(weight + 3), line, ...(properties.state === "planned" ? [hollow] : [])];
}

function area(properties, color, { pattern, dashArray = null }) {
  const isPlanned = properties.state === "planned";
  return [
    casing(5),
    {
      color,
      weight: 2.5,
      dashArray: isPlanned ? "6 6" : dashArray,
      pattern,
      patternOpacity: isPale(properties) ? 0.3 : 0.6,
    },
  ];
}

const isArea = (feature) => feature.geometry.type.endsWith("Polygon");

function style(feature, sign, lines) {
  return { strokes: lines, sign, signState: SIGN_STATES[feature.properties.state] ?? "" };
}

function closure(feature) {
  const { properties } = feature;
  const isPassable = properties.vehicle_impact !== "all-lanes-closed";
  const lines = strokes(properties, colorOf("closure", properties), { dashArray: isPassable ? "13 6" : null });
  return style(feature, isPassable ? "narrowing" : "closure", lines);
}

/** Barrier tape along a line, hatching over an area. */
function repairZone(feature) {
  const { properties } = feature;
  const color = colorOf("repair-zone", properties);
  if (isArea(feature)) return style(feature, "repair-zone", area(properties, color, { pattern: "hatch" }));
  const tape = { color: "#ffffff", weight: 4, dashArray: "7 7", opacity: 0.95 };
  const ground = { color, weight: 8, opacity: isPale(properties) ? 0.6 : 1 };
  return style(feature, "repair-zone", [casing(11), ground, tape]);
}

function parkingChange(feature) {
  const { properties } = feature;
  const dots = { weight: 6, dashArray: "1 10", lineCap: "round" };
  return style(feature, "parking-change", strokes(properties, colorOf("parking-change", properties), dots));
}

function publicEvent(feature) {
  const { properties } = feature;
  const color = colorOf("public-event", properties);
  if (isArea(feature)) return style(feature, "public-event", area(properties, color, { pattern: "dots", dashArray: "14 5 3 5" }));
  return style(feature, "public-event", strokes(properties, color, { weight: 6, dashArray: "16 5 4 5" }));
}

const signalOutage = (feature) => style(feature, "signal-outage", []);

export const styles = {
  closure,
  "repair-zone": repairZone,
  "signal-outage": signalOutage,
  "parking-change": parkingChange,
  "public-event": publicEvent,
};
