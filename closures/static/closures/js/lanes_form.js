/* A section of the street: each lane, footway and cycle path can be shut by itself (WZDx lanes, 1 the left-most). */

import { byId } from "./page.js";

const PATHS = ["sidewalk", "bike-lane"];
const LEFT = ["sidewalk", "bike-lane"];
const RIGHT = ["bike-lane", "sidewalk"];
const MOST = 12;

const isPath = ({ type }) => PATHS.includes(type);
const box = () => byId("lanes-box");

/** What the section shows, from left to right. */
let shown = [];

/** `known` is how many lanes the map has there; `lanes` what is stored, none: nothing is said of lanes. */
export function fillLanes(lanes = [], known = null) {
  const drawn = lanes.filter((lane) => !isPath(lane));
  const count = drawn.length || known || 2;
  const middle = drawn.length ? drawn : Array.from({ length: count }, lane);
  shown = [...paths(LEFT, lanes, (each) => isLeft(each, drawn)), ...middle, ...paths(RIGHT, lanes, (each) => !isLeft(each, drawn))];
  byId("lane-count").value = count;
  box().open = lanes.length > 0;
  draw();
}

/** Of a place that was chosen a moment ago, where nothing is shut yet. */
export function knowLanes(known) {
  if (!known || shown.some(({ status }) => status !== "open")) return;
  const isOpen = box().open;
  fillLanes([], known);
  box().open = isOpen;
}

const lane = () => ({ type: "general", status: "open" });

const isLeft = ({ order }, drawn) => drawn.length > 0 && order < Math.min(...drawn.map((each) => each.order));

const paths = (types, lanes, isHere) => types.map((type) => lanes.find((each) => each.type === type && isHere(each)) ?? { type, status: "open" });

/** `before` comes back as it was where the same is shut; nothing where nothing is. */
export function readLanes(before = []) {
  const kept = shown.filter((each) => !isPath(each) || each.status === "closed");
  const isAny = kept.some(({ status }) => status !== "open");
  const now = isAny ? kept.map((each, number) => ({ order: number + 1, type: each.type, status: each.status })) : [];
  const isSame = JSON.stringify(now) === JSON.stringify(before.map(({ order, type, status }) => ({ order, type, status })));
  return isSame || (!isAny && before.every(({ status }) => status === "open")) ? before : now;
}

/** What is left for traffic, as the lanes say it; null where none of them is shut, or all are free. */
function impact() {
  const lanes = shown.filter((each) => !isPath(each)).map(({ status }) => status === "closed");
  const [first, last] = [lanes.indexOf(true), lanes.lastIndexOf(true)];
  if (first < 0) return null;
  if (lanes.every(Boolean)) return "all-lanes-closed";
  if (first === 0 && !lanes.slice(0, last).includes(false)) return "some-lanes-closed-merge-right";
  if (last === lanes.length - 1 && !lanes.slice(first).includes(false)) return "some-lanes-closed-merge-left";
  return "some-lanes-closed-split";
}

function draw() {
  let number = 0;
  byId("lanes").replaceChildren(...shown.map((each, place) => cell(each, place, isPath(each) ? null : (number += 1))));
}

function cell(each, place, number) {
  const words = box().dataset;
  const made = document.createElement("button");
  const isShut = each.status === "closed";
  const name = number ? `${words.wordsLane} ${number}` : words[each.type === "sidewalk" ? "wordsSidewalk" : "wordsBikeLane"];
  made.type = "button";
  made.className = `lanes__cell lanes__cell--${number ? "lane" : each.type}`;
  made.ariaPressed = String(isShut);
  made.ariaLabel = `${name}: ${isShut ? words.wordsShut : words.wordsOpen}`;
  made.append(spanOf(number ?? name), spanOf(isShut ? "✕" : number ? "↑" : ""));
  made.addEventListener("click", () => turn(place));
  return made;
}

function spanOf(text) {
  const made = document.createElement("span");
  made.textContent = text;
  made.ariaHidden = "true";
  return made;
}

function turn(place) {
  const each = shown[place];
  shown[place] = { ...each, status: each.status === "closed" ? "open" : "closed" };
  draw();
  byId("lanes").children[place].focus();
  if (!isPath(each)) tellImpact();
  byId("lanes").dispatchEvent(new Event("input", { bubbles: true }));
}

function tellImpact() {
  const told = impact();
  if (told) byId("vehicle_impact").value = told;
}

export function listenToLanes() {
  byId("lane-count").addEventListener("input", () => {
    const count = Math.min(MOST, Math.max(1, Number(byId("lane-count").value) || 1));
    const lanes = shown.filter((each) => !isPath(each));
    const [left, right] = [shown.slice(0, LEFT.length), shown.slice(-RIGHT.length)];
    shown = [...left, ...Array.from({ length: count }, (_none, number) => lanes[number] ?? lane()), ...right];
    draw();
    tellImpact();
  });
  byId("vehicle_impact").addEventListener("change", ({ target }) => {
    const all = { "all-lanes-closed": "closed", "all-lanes-open": "open" }[target.value];
    if (!all || !box().open) return;
    shown = shown.map((each) => (isPath(each) ? each : { ...each, status: all }));
    draw();
  });
}
