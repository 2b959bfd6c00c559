/* Counts down until the posts of the last step leave; then there is nothing left to take back. */

import { byId } from "./page.js";

const box = byId("held");

export function countDown() {
  if (!box) return;
  const end = performance.now() + Number(box.dataset.seconds) * 1000;
  const ticking = setInterval(() => tick(end, ticking), 250);
}

function tick(end, ticking) {
  const left = Math.ceil((end - performance.now()) / 1000);
  byId("held-seconds").textContent = Math.max(0, left);
  if (left > 0) return;
  clearInterval(ticking);
  byId("held-steps").hidden = true;
  byId("held-said").textContent = box.dataset.wordsLeft;
}
