/* Names of streets step aside where a line of what happens lies under them, so that the name of a shut street is read beside its line; those of
   districts where a sign would cover them. In pixels of the world. */

import { distanceTo } from "./arrows.js";

const UNDER_PX = 7; // a line so near to the middle of the letters covers them
const ASIDE_PX = 18;
const SIGN_PX = 28;
const ASIDES_PX = [[0, -26], [0, 26], [-70, 0], [70, 0], [0, -52], [0, 52], [-70, -52], [70, -52], [-70, 52], [70, 52]]; // to the right, down
const LOOKED_AT = [0.2, 0.5, 0.8]; // of a name's length: a line that only crosses it lets it stand

/** A symbolizer of protomaps-leaflet that writes along lines; `linesAt(zoom)` are those that must not be covered, each { points, box }. */
export const besideLines = (symbolizer, linesAt) => ({
  place(layout, lines, feature) {
    const names = symbolizer.place(layout, lines, feature);
    return names?.flatMap((name) => (isCovered(name, linesAt(layout.zoom)) ? asides(name) : [name]));
  },
});

function isCovered({ bboxes }, lines) {
  const [from, to] = [middleOf(bboxes[0]), middleOf(bboxes.at(-1))];
  const places = LOOKED_AT.map((share) => ({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }));
  const covered = places.filter((place) => lines.some(({ points, box }) => isNear(box, place) && distanceTo(points, place) < UNDER_PX));
  return covered.length > LOOKED_AT.length / 2;
}

/** A symbolizer that writes a name in one place; `signsAt(zoom)` are the places, { x, y }, of what must not cover it. Where signs stand all around, it stays. */
export const besideSigns = (symbolizer, signsAt) => ({
  place(layout, lines, feature) {
    const signs = signsAt(layout.zoom);
    const isFree = ({ bboxes: [box] }) => !signs.some((sign) => isNear(box, sign, SIGN_PX / 2));
    return symbolizer.place(layout, lines, feature)?.flatMap((name) => {
      if (isFree(name)) return [name];
      const free = ASIDES_PX.map(([right, down]) => moved(name, right, down)).filter(isFree);
      return free.length ? free : [name];
    });
  },
});

const middleOf = ({ minX, minY, maxX, maxY }) => ({ x: (minX + maxX) / 2, y: (minY + maxY) / 2 });

const isNear = ({ minX, minY, maxX, maxY }, { x, y }, within = UNDER_PX) => x > minX - within && x < maxX + within && y > minY - within && y < maxY + within;

/** Above its line, and below; of one name the first is drawn that has room. */
function asides(name) {
  const [from, to] = [middleOf(name.bboxes[0]), middleOf(name.bboxes.at(-1))];
  const course = Math.atan2(to.y - from.y, to.x - from.x);
  const [right, down] = [Math.sin(course) * ASIDE_PX, -Math.cos(course) * ASIDE_PX];
  const above = down <= 0 ? 1 : -1;
  return [above, -above].map((side) => moved(name, right * side, down * side));
}

function moved(name, right, down) {
  const anchor = name.anchor.clone();
  Object.assign(anchor, { x: anchor.x + right, y: anchor.y + down });
  const move = ({ minX, minY, maxX, maxY }) => ({ minX: minX + right, minY: minY + down, maxX: maxX + right, maxY: maxY + down });
  return { ...name, anchor, bboxes: name.bboxes.map(move) };
}
