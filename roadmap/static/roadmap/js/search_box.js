/* The scripts of a search box (roadmap/_search.html) come when the reader first goes to it. Where they do not, the box says so, and sends its words without
   them, as a form does; a browser may hold on to that failure until the next page. */

import { brought, toldOf } from "./request.js";

/** `heard` is what PlaceSearch tells of its box. */
export function bringSearch(box, heard) {
  const status = box.querySelector("[role=status]");
  box.addEventListener("focusin", async () => {
    try {
      const { PlaceSearch } = await brought(import("./place_search.js"));
      new PlaceSearch(box, heard);
    } catch (error) {
      status.textContent = toldOf(error);
      window.addEventListener("online", () => { status.textContent = ""; }, { once: true });
    }
  }, { once: true });
}
