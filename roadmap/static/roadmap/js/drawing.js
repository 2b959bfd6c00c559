/* From a style to shapes: lines with a pattern, hatched areas, and a sign with its label. */

/* global L */

const HATCH_PX = 10;

/** Leaflet's canvas with hatched and dotted areas (`pattern` of the path's options). */
export const PatternCanvas = L.Canvas.extend({
  _fillStroke(ctx, layer) {
    const { pattern, color, patternOpacity } = layer.options;
    if (pattern) {
      ctx.globalAlpha = patternOpacity ?? 0.5;
      ctx.fillStyle = ctx.createPattern(patternTile(pattern, color), "repeat");
      ctx.fill("evenodd");
    }
    L.Canvas.prototype._fillStroke.call(this, ctx, layer);
  },
});

const tiles = new Map();

function patternTile(pattern, color) {
  const key = `${pattern} ${color}`;
  if (!tiles.has(key)) tiles.set(key, drawTile(pattern, color));
  return tiles.get(key);
}

function drawTile(pattern, color) {
  const tile = document.createElement("canvas");
  tile.width = HATCH_PX;
  tile.height = HATCH_PX;
  const ctx = tile.getContext("2d");
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = 2.4;
  ctx.beginPath();
  if (pattern === "dots") {
    ctx.arc(HATCH_PX / 2, HATCH_PX / 2, 1.9, 0, 2 * Math.PI);
    ctx.fill();
  } else {
    for (const shift of [-HATCH_PX, 0, HATCH_PX]) {
      ctx.moveTo(shift - 1, HATCH_PX + 1);
      ctx.lineTo(shift + HATCH_PX + 1, -1);
    }
    ctx.stroke();
  }
  return tile;
}

/** A colour of base.css: token("kind-closure"). */
export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/**
 * The shapes of one feature. `style` is { strokes: [path options, the lowest first], sign, signState, label }.
 * The sign stands in the middle of a line, inside an area, on a point.
 */
export function drawFeature(feature, style, icons) {
  const group = L.featureGroup();
  if (feature.geometry.type !== "Point") {
    for (const stroke of style.strokes) {
      L.geoJSON(feature, { style: { lineCap: "butt", lineJoin: "round", fill: isArea(feature), fillOpacity: 0.08, ...stroke } }).addTo(group);
    }
  }
  const sign = signMarker(middleOf(feature.geometry), style, icons).addTo(group);
  group.sign = sign;
  return group;
}

const isArea = (feature) => feature.geometry.type.endsWith("Polygon");

function signMarker(point, { sign, signState, label }, icons) {
  const state = signState ? ` ${signState}` : "";
  const svg = `<svg class="sign sign--${sign}${state}" viewBox="0 0 32 32" aria-hidden="true"><use href="${icons}#sign-${sign}"/></svg>`;
  const words = document.createElement("span");
  words.textContent = label ?? "";
  const html = `${svg}${label ? `<span class="map-sign__label">${words.innerHTML}</span>` : ""}`;
  const icon = L.divIcon({ className: "map-sign", html, iconSize: [28, 28] });
  // The list says the same and works by keyboard; hundreds of stops between two links would help nobody.
  return L.marker(point, { icon, keyboard: false, riseOnHover: true });
}

/** Where the sign stands, as [lat, lon]. */
export function middleOf({ type, coordinates }) {
  if (type === "Point") return [coordinates[1], coordinates[0]];
  if (type === "LineString") return middleOfLine(coordinates);
  if (type === "MultiLineString") return middleOfLine(longest(coordinates));
  return middleOfArea(type === "Polygon" ? coordinates[0] : longest(coordinates.map((rings) => rings[0])));
}

const length = (line) => line.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - line[i][0], y - line[i][1]), 0);

const longest = (lines) => lines.reduce((best, line) => (length(line) > length(best) ? line : best));

function middleOfLine(line) {
  let left = length(line) / 2;
  for (let i = 1; i < line.length; i += 1) {
    const [[ax, ay], [bx, by]] = [line[i - 1], line[i]];
    const step = Math.hypot(bx - ax, by - ay);
    if (step >= left && step > 0) return [ay + ((by - ay) * left) / step, ax + ((bx - ax) * left) / step];
    left -= step;
  }
  return [line[0][1], line[0][0]];
}

/** The middle of the ring's area; of a ring without area, of its line. */
function middleOfArea(ring) {
  let [area, x, y] = [0, 0, 0];
  const [originX, originY] = ring[0];
  for (let i = 1; i < ring.length; i += 1) {
    const [ax, ay, bx, by] = [ring[i - 1][0] - originX, ring[i - 1][1] - originY, ring[i][0] - originX, ring[i][1] - originY];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return area === 0 ? middleOfLine(ring) : [originY + y / (3 * area), originX + x / (3 * area)];
}
