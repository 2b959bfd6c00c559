/* How residents' messages are drawn on the map: a sign alone; an answered one is grey. */

export const style = ({ properties }) => ({
  strokes: [],
  sign: "appeal",
  signState: properties.status === "answered" || properties.status === "closed" ? "is-over" : "",
  label: properties.category_name,
});
