/* Where signs and their labels stand so that none hides another. In pixels; a box is { minX, minY, maxX, maxY }. */

import { lengthOf, placeAt, stepsOf } from "./arrows.js";

const EVERY_PX = 16;
const BESIDE_PX = 25; // a sign there is near its line and leaves the name on it free
const FARTHEST_PX = 200; // beyond that a sign no longer seems to belong to its middle

export const boxAt = ({ x, y }, width, height = width) => ({
  minX: x - width / 2,
  minY: y - height / 2,
  maxX: x + width / 2,
  maxY: y + height / 2,
});

const overlap = (one, other) => one.minX < other.maxX && other.minX < one.maxX && one.minY < other.maxY && other.minY < one.maxY;

/** Places for the sign of a line: on it, its middle first, then ever farther from that to both sides; last of all beside it. */
export function placesAlong(line) {
  const steps = stepsOf(line);
  if (!steps.length) return [line[0]];
  const middle = lengthOf(steps) / 2;
  const count = Math.floor(Math.min(middle, FARTHEST_PX) / EVERY_PX);
  const shifts = Array.from({ length: count }, (_none, number) => [EVERY_PX * (number + 1), -EVERY_PX * (number + 1)]);
  const on = [0, ...shifts.flat()].map((shift) => placeAt(steps, middle + shift));
  return [...on, ...on.flatMap(placesBeside)];
}

const placesBeside = ({ x, y, course }) =>
  [BESIDE_PX, -BESIDE_PX].map((away) => ({ x: x - away * Math.sin(course), y: y + away * Math.cos(course) }));

const CELL_PX = 64;
const ROWS = 2 ** 23; // more than the world has at the nearest zoom

/** What stands somewhere already. */
export class Room {
  #cells = new Map();

  take(box, owner) {
    for (const cell of cellsOf(box)) this.#cells.set(cell, [...(this.#cells.get(cell) ?? []), { box, owner }]);
  }

  /** Whose place it is; undefined where it is free. */
  ownerOf(box) {
    for (const cell of cellsOf(box)) {
      const taken = this.#cells.get(cell)?.find((each) => overlap(each.box, box));
      if (taken) return taken.owner;
    }
    return undefined;
  }

  isFree(box) {
    return this.ownerOf(box) === undefined;
  }
}

function cellsOf({ minX, minY, maxX, maxY }) {
  const [left, top, right, bottom] = [minX, minY, maxX, maxY].map((each) => Math.floor(each / CELL_PX));
  const columns = Array.from({ length: right - left + 1 }, (_none, number) => left + number);
  return columns.flatMap((x) => Array.from({ length: bottom - top + 1 }, (_none, number) => x * ROWS + top + number));
}
