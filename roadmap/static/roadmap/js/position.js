/* Where the reader is, when he says so. */

const DIGITS = 3; // of a degree: a hundred metres say what is near

/** As it goes into an address: {lat: "57.150", lon: "65.540"}. */
export const roughly = ({ lat, lon }) => ({ lat: lat.toFixed(DIGITS), lon: lon.toFixed(DIGITS) });

/** “65.540,57.150”, as lists and feeds take it. */
export function nearText(place) {
  const { lat, lon } = roughly(place);
  return `${lon},${lat}`;
}

/** The phone's position, once: {lat, lon, accuracyM}; fails with `code` 1 (refused) or 2, 3 (not found). */
export function myPosition() {
  return new Promise((found, failed) => {
    if (!navigator.geolocation) {
      failed({ code: 2 });
      return;
    }
    const take = ({ coords }) => found({ lat: coords.latitude, lon: coords.longitude, accuracyM: coords.accuracy });
    navigator.geolocation.getCurrentPosition(take, failed, { enableHighAccuracy: true, timeout: 12000, maximumAge: 30000 });
  });
}
