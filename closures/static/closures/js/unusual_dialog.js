/* What is seldom meant is named before it goes out. */

import { ask } from "./ask.js";
import { byId } from "./page.js";

/** `unusual` is [{ code, text }]; true where it is meant. */
export function askUnusual(unusual) {
  byId("unusual-list").replaceChildren(...unusual.map(({ text }) => Object.assign(document.createElement("li"), { textContent: text })));
  return ask(byId("unusual"));
}
