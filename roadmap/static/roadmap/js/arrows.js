/* Arrows on lines, which way the traffic goes that a line is about. All in pixels. */

const EVERY_PX = 90;
const SHORTEST_PX = 24; // a shorter line has no room for one
const SIGN_PX = 26; // around the middle of a line: there the sign stands
const LENGTH_PX = 9;
const ARROW = [[LENGTH_PX, 0], [-6, -8], [-2.5, 0], [-6, 8]]; // looking along the x axis

/** «both» has no arrows. */
export const isOneWay = (direction) => direction === "forward" || direction === "backward";

/**
 * Places and courses (clockwise from the x axis) of the arrows along a line: at least one, at the end where it is short. They leave the middle of
 * a line free for its sign, unless it `isBare`.
 */
export function arrowsAlong(line, isBackward = false, isBare = false) {
  const points = isBackward ? [...line].reverse() : line;
  const steps = stepsOf(points);
  const whole = lengthOf(steps);
  if (whole < SHORTEST_PX) return [];
  const count = Math.max(1, Math.round(whole / EVERY_PX));
  const evenly = Array.from({ length: count }, (_none, number) => (whole * (number + 0.5)) / count);
  const beside = isBare ? evenly : evenly.filter((at) => Math.abs(at - whole / 2) >= SIGN_PX);
  return (beside.length ? beside : [whole - LENGTH_PX]).map((at) => placeAt(steps, at));
}

/** A line as its steps from point to point; of a line without length, none. */
export const stepsOf = (line) => line.slice(1).map((to, number) => step(line[number], to)).filter(({ length }) => length > 0);

export const lengthOf = (steps) => steps.reduce((sum, { length }) => sum + length, 0);

function step(from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  return { from, dx, dy, length: Math.hypot(dx, dy) };
}

/** The place and the course so far along the steps. */
export function placeAt(steps, at) {
  let left = at;
  const last = steps.at(-1);
  for (const { from, dx, dy, length } of steps) {
    if (left <= length) return { x: from.x + (dx * left) / length, y: from.y + (dy * left) / length, course: Math.atan2(dy, dx) };
    left -= length;
  }
  return { x: last.from.x + last.dx, y: last.from.y + last.dy, course: Math.atan2(last.dy, last.dx) };
}

/** From a point to the nearest point of the line. */
export const distanceTo = (line, point) => Math.min(...stepsOf(line).map((step) => distanceToStep(step, point)));

function distanceToStep({ from, dx, dy, length }, { x, y }) {
  const share = Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / length ** 2));
  return Math.hypot(x - from.x - share * dx, y - from.y - share * dy);
}

/** `lines` are lists of points; `direction` is forward or backward along them, `halo` the colour round each arrow; `isBare` as of arrowsAlong. */
export function drawArrows(ctx, lines, { direction, color, halo = "#ffffff", isBare = false }) {
  for (const { x, y, course } of lines.flatMap((line) => arrowsAlong(line, direction === "backward", isBare))) {
    ctx.save();
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
    ctx.translate(x, y);
    ctx.rotate(course);
    drawArrow(ctx, color, halo);
    ctx.restore();
  }
}

function drawArrow(ctx, color, halo) {
  ctx.beginPath();
  for (const [x, y] of ARROW) ctx.lineTo(x, y);
  ctx.closePath();
  ctx.lineJoin = "round";
  ctx.lineWidth = 4;
  ctx.strokeStyle = halo;
  ctx.stroke();
  ctx.fillStyle = color;
  ctx.fill();
}
