/* Bars across the ends of lines: it is shut from here to there. All in pixels. */

import { distanceTo, lengthOf, placeAt, stepsOf } from "./arrows.js";

const TOUCHING_PX = 1.5;
const COURSE_PX = 8; // so far along the line its course is taken: the last step may be a hook
const SHORTEST = 1.5; // of a bar's length: a shorter line would be all bars

const kept = new WeakMap(); // by the lines as they were projected

/** `lines` are lists of points, `length` and `width` are those of a bar. */
export function drawEnds(ctx, lines, { color, length, width }) {
  if (!kept.has(lines)) kept.set(lines, endsOf(lines, length));
  ctx.save();
  ctx.setLineDash([]);
  Object.assign(ctx, { strokeStyle: color, lineWidth: width, lineCap: "butt" });
  ctx.beginPath();
  for (const { x, y, course } of kept.get(lines)) {
    const [across, along] = [(Math.sin(course) * length) / 2, (Math.cos(course) * length) / 2];
    ctx.moveTo(x - across, y + along);
    ctx.lineTo(x + across, y - along);
  }
  ctx.stroke();
  ctx.restore();
}

/** Ends that touch no other line of the shape, each with the course of its line. */
export function endsOf(lines, length) {
  return lines.flatMap((line) => {
    const steps = stepsOf(line);
    const whole = lengthOf(steps);
    if (whole < length * SHORTEST || touches(line[0], line.at(-1))) return [];
    const others = lines.filter((other) => other !== line);
    const ends = [{ end: line[0], at: COURSE_PX }, { end: line.at(-1), at: whole - COURSE_PX }];
    return ends.filter(({ end }) => !others.some((other) => isOn(end, other))).map(({ end, at }) => endOf(end, placeAt(steps, at)));
  });
}

const endOf = ({ x, y }, inside) => ({ x, y, course: Math.atan2(inside.y - y, inside.x - x) });

const touches = (one, other) => Math.hypot(one.x - other.x, one.y - other.y) < TOUCHING_PX;

const isOn = (point, line) => distanceTo(line, point) < TOUCHING_PX;
