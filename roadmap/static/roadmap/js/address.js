/* The page's state lives in the address bar, so that a view can be shared. */

export function readAddress() {
  return new URLSearchParams(window.location.search);
}

/** Puts values into the address; an empty one takes its name out. `isNew` adds a step to the history, a card unless told: Back closes it. */
export function writeAddress(values, { isNew = false, state = { isCard: true } } = {}) {
  const query = readAddress();
  for (const [name, value] of Object.entries(values)) {
    if (value === "" || value === null || value === undefined) query.delete(name);
    else query.set(name, value);
  }
  // Slashes, commas and colons may stand in a query as they are, and read better.
  const text = query.toString().replace(/%2F/g, "/").replace(/%2C/g, ",").replace(/%3A/g, ":");
  const address = text ? `?${text}` : window.location.pathname;
  if (isNew) window.history.pushState(state, "", address);
  else window.history.replaceState(window.history.state, "", address);
}

/** What this entry of the history is to know beside its address, when the reader comes back to it. */
export const remembered = () => window.history.state ?? {};

export function remember(values) {
  window.history.replaceState({ ...window.history.state, ...values }, "");
}

/** “13/57.1500/65.5400” → { zoom, center }, null where it says nothing sensible. */
export function readView(text) {
  const [zoom, lat, lon] = (text ?? "").split("/").map(Number);
  const isSensible = zoom >= 1 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return isSensible ? { zoom, center: [lon, lat] } : null;
}

export function viewText(map) {
  const [lon, lat] = map.center;
  return `${map.zoom}/${lat.toFixed(4)}/${lon.toFixed(4)}`;
}
