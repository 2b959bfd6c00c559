/* How road events are drawn: patterns by name, chosen by each kind's declaration (closures/kinds/). Kinds differ by line
   and sign, colours say what is left of the way; what is planned is hollow, what rests paler, what is over grey. */

import { isOneWay } from "../../roadmap/js/arrows.js";
import { token } from "../../roadmap/js/drawing.js";

const BAR_PX = { length: 18, width: 4 };
const CASING_PX = 3;

const paper = () => token("map-label-halo"); // white by day, dark by night: what is hollow never outshines what is full
const casing = (weight) => ({ color: paper(), weight, opacity: 0.9 });

/** A line of one colour, hollow where it is only planned. */
function strokes({ color, isPale, isHollow }, { weight = 7, dashArray = null, lineCap = "butt" } = {}) {
  const line = { color, weight, dashArray, lineCap, opacity: isPale ? 0.75 : 1 };
  const hollow = { color: paper(), weight: weight - 4, dashArray, lineCap, opacity: 0.95 };
  return [casing(weight + CASING_PX), line, ...(isHollow ? [hollow] : [])];
}

/** From bar to bar: the two lowest strokes have bars across their ends. */
function barred([below, line, ...above]) {
  const { length, width } = BAR_PX;
  const under = { color: below.color, length: length + CASING_PX, width: width + CASING_PX };
  return [{ ...below, ends: under }, { ...line, ends: { color: line.color, length, width } }, ...above];
}

/** Barrier tape along a line. */
function tape({ color, isPale, isHollow }) {
  const stripes = { color: isHollow ? paper() : "#ffffff", weight: 4, dashArray: "7 7", opacity: 0.95 };
  return [casing(11), { color, weight: 8, opacity: isPale ? 0.6 : 1 }, stripes];
}

const LINES = {
  "": () => [],
  solid: (paint) => barred(strokes(paint)),
  striped: (paint) => barred(strokes(paint, { dashArray: "13 6" })),
  dashed: (paint) => strokes(paint, { weight: 6, dashArray: "16 5 4 5" }),
  dotted: (paint) => strokes(paint, { weight: 6, dashArray: "1 10", lineCap: "round" }),
  tape,
};

function area({ color, isPale, isHollow }, pattern, dashArray) {
  const outline = { color, weight: 2.5, dashArray: isHollow ? "6 6" : dashArray, pattern, patternOpacity: isPale ? 0.3 : 0.6 };
  return [casing(5), outline];
}

const AREAS = {
  hatched: (paint) => area(paint, "hatch", null),
  dotted: (paint) => area(paint, "dots", "14 5 3 5"),
};

/** One direction is hit: arrows on the uppermost stroke go with that traffic. `direction` is relative to the lines. */
function withArrows(strokes, { direction, isArea, color }) {
  if (isArea || !strokes.length || !isOneWay(direction)) return strokes;
  return [...strokes.slice(0, -1), { ...strokes.at(-1), arrows: { direction, color } }];
}

/** As Look.is_for in closures/kinds/declaration.py. */
function isFor({ passages, classes, is_only: isOnly, impacts }, { passage, vehicle_classes: vehicles, vehicle_impact: impact }) {
  const isAmong = (each) => classes.includes(each);
  const isMeant = !classes.length || (vehicles.length > 0 && (isOnly ? vehicles.every(isAmong) : vehicles.some(isAmong)));
  const isLeft = !impacts.length || impacts.includes(impact);
  return isMeant && isLeft && (!passages.length || passages.includes(passage));
}

/** `drawing` is what EventKind.describe_drawing tells. */
export function style(feature, { token: colour, looks, states, passages, fewer }) {
  const { properties, geometry } = feature;
  const state = states[properties.state][Number(properties.in_force)];
  const passage = passages[properties.passage];
  const look = looks.find((each) => isFor(each, properties));
  const paint = {
    color: token(state.isGrey ? "over" : passage.tone || colour),
    isHollow: state.isHollow,
    isPale: state.isHollow || state.rests,
  };
  const isArea = geometry.type.endsWith("Polygon");
  const strokes = () => (isArea ? AREAS[look.area] : LINES[look.line])(paint);
  return {
    strokes: () => withArrows(strokes(), { direction: properties.direction, isArea, color: paint.color }),
    ...(properties.parking_places ? { label: fewer.replace("{spaces}", properties.parking_places) } : {}),
    sign: look.sign,
    signState: `${state.signClass} ${passage.tone}`.trim(),
    ...paint,
    order: [state.order, passage.order, -properties.severity], // as Shown.depth
  };
}
