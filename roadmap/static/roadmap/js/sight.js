/* Where the map looks while a card is open: what the card is of stays in sight, and the reader is brought back to the view that the list is of. */

import { remember, viewText } from "./address.js";
import { around, middleOfBox } from "./map.js";

const CARD_ZOOM = 16;
const EDGE_PX = 40; // a sign this close to an edge is hardly seen
const BUTTONS_PX = 60; // at the map's right

export class Sight {
  #flownTo = null;

  /** `card` is the element that lies over the map or beside it. */
  constructor(map, { card }) {
    Object.assign(this, { map, card, home: null });
  }

  /** A card takes the reader away from here. */
  setHome() {
    if (!this.home || this.isMovedByHand) this.home = this.map.view;
    this.#flownTo = null;
    remember({ home: this.home });
  }

  forgetHome() {
    this.home = null;
    remember({ home: undefined });
  }

  /** The view to bring the reader back to; null where he has looked elsewhere by himself. */
  get wayHome() {
    return this.isMovedByHand ? null : this.home;
  }

  /** The map is no longer where the card took it; on its way there nobody has moved it. */
  get isMovedByHand() {
    return Boolean(this.#flownTo) && this.#flownTo !== viewText(this.map);
  }

  /** To all the boxes, past what the card covers. */
  fly(boxes) {
    if (!boxes.length) return;
    const [left, top, right, bottom] = this.#freeArea();
    const edge = Math.min(EDGE_PX, (right - left) / 4, (bottom - top) / 4);
    const { width, height } = this.map.element.getBoundingClientRect();
    const before = [left + edge, top + edge];
    const after = [width - right + Math.max(edge, BUTTONS_PX), height - bottom + edge];
    this.map.settle(); // an earlier flight ends here, not where this one does
    this.#flownTo = null; // on its way nobody has moved it
    this.map.once("moveend", () => { this.#flownTo = viewText(this.map); });
    this.map.fit(around(boxes), { before, after, maxZoom: Math.max(CARD_ZOOM, this.map.zoom) });
  }

  /** What was touched stays in sight when the card rises over it, and the zoom is the reader's; a link's view that hides its place is left. */
  uncover(box, at) {
    if (!box) return;
    const [left, top, right, bottom] = this.#freeArea();
    const [x, y] = this.map.pixelOf(at ?? middleOfBox(box));
    const isSeen = x > left && x < right && y > top + EDGE_PX && y < bottom - EDGE_PX;
    if (isSeen) return;
    if (at) this.map.moveBy(x - (left + right) / 2, y - (top + bottom) / 2);
    else this.fly([box]);
  }

  /** The middle of the box; null where the reader does not see it. */
  pointSeen(box) {
    const { clientWidth, clientHeight } = this.map.element;
    const [x, y] = box ? this.map.pixelOf(middleOfBox(box)) : [-1, -1];
    return x >= 0 && y >= 0 && x <= clientWidth && y <= clientHeight ? middleOfBox(box) : null;
  }

  /** What the card leaves of the map, [left, top, right, bottom] in its pixels: below it lies a sheet, beside it a panel. */
  #freeArea() {
    const [map, card] = [this.map.element.getBoundingClientRect(), this.card.getBoundingClientRect()];
    if (card.width < map.width || card.right <= map.left) return [Math.max(0, card.right - map.left), 0, map.width, map.height];
    return [0, 0, map.width, Math.min(map.height, card.top - map.top)];
  }
}
