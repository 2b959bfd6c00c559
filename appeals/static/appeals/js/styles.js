/* How residents' messages are drawn on the map: a sign alone; an answered one is grey, one whose term has passed has the ring of what is overdue. */

import { token } from "../../roadmap/js/drawing.js";

export function style({ properties }) {
  const isOver = properties.status === "answered" || properties.status === "closed";
  return {
    strokes: () => [],
    sign: "appeal",
    signState: isOver ? "is-over" : properties.is_overdue ? "is-overdue" : "",
    label: properties.category_name,
    color: token(isOver ? "over" : "kind-appeal"),
  };
}
