/* Where along a street its name can be written: stretches that are nearly straight and long enough. All in pixels. */

import { lengthOf, placeAt, stepsOf } from "./arrows.js";

const BEND_PX = 6; // so far a street may leave the straight line under its name
const EVERY_PX = 24;
const MOST = 20; // of one line
const SAMPLES = [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875];

/** Chords {start, end} of that length, the one in the line's middle first. */
export function stretchesOf(line, length) {
  const steps = stepsOf(line);
  const room = lengthOf(steps) - length;
  if (room < 0) return [];
  const count = Math.min(MOST, 1 + Math.floor(room / EVERY_PX));
  const starts = Array.from({ length: count }, (_none, number) => (count > 1 ? (room * number) / (count - 1) : room / 2));
  starts.sort((one, other) => Math.abs(one - room / 2) - Math.abs(other - room / 2));
  return starts.map((from) => chord(steps, from, length)).filter(Boolean);
}

/** Through the middle of how far the street swings to both sides; null where that is too far. */
function chord(steps, from, length) {
  const [start, end] = [placeAt(steps, from), placeAt(steps, from + length)];
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const straight = Math.hypot(dx, dy);
  if (straight < length * 0.96) return null;
  const off = SAMPLES.map((share) => placeAt(steps, from + length * share)).map(({ x, y }) => ((y - start.y) * dx - (x - start.x) * dy) / straight);
  const [least, most] = [Math.min(0, ...off), Math.max(0, ...off)];
  if (most - least > 2 * BEND_PX) return null;
  const shift = (most + least) / 2;
  const moved = ({ x, y }) => ({ x: x - (shift * dy) / straight, y: y + (shift * dx) / straight });
  return { start: moved(start), end: moved(end) };
}
