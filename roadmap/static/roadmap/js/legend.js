/* The legend says in words what is not on the map and why: switched off by the reader, or not shown from so far away. */

/** `layers` as roadmap/layers.py describes them; `tell(zoom)` is to be called when the zoom or a switch has changed. */
export function legendOf(form, layers) {
  const line = document.getElementById("legend-hidden");
  const { wordsOff, wordsFar, wordsNone } = line.dataset;
  const isOn = ({ slug }) => form.querySelector(`[name=kind][value="${slug}"]`).checked;
  const listed = (words, hidden) => (hidden.length ? words.replace("%s", hidden.map(({ title }) => title).join(", ")) : "");
  return {
    tell(zoom) {
      const [on, off] = [layers.filter(isOn), layers.filter((layer) => !isOn(layer))];
      const far = on.filter(({ firstZoom }) => zoom < firstZoom);
      const words = on.length ? [listed(wordsOff, off), listed(wordsFar, far)] : [wordsNone];
      const told = words.filter(Boolean).join(" ");
      if (line.textContent !== told) line.textContent = told; // a screen reader hears what changed, not every step of the map
    },
  };
}
