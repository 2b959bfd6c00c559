/* How residents' messages are drawn on the map: a sign alone; an answered one is grey. */

import { token } from "../../roadmap/js/drawing.js";

export function style({ properties }) {
  const isOver = properties.status === "answered" || properties.status === "closed";
  return {
    strokes: () => [],
    sign: "appeal",
    signState: isOver ? "is-over" : "",
    label: properties.category_name,
    color: token(isOver ? "over" : "kind-appeal"),
  };
}
