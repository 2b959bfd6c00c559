/* Where a photo was taken, read out of the file itself before anything is sent: what goes to the server has no place in it any more. */

const MOST_BYTES = 256 * 1024; // EXIF stands at the beginning
const START = 0xffd8;
const APP1 = 0xffe1;
const PIXELS = 0xffda;
const EXIF = 0x45786966; // “Exif”
const LITTLE = 0x4949;
const GPS = 0x8825;
const TAGS = { latRef: 1, lat: 2, lonRef: 3, lon: 4, error: 31 };
const ASCII = 2;
const RATIONAL_BYTES = 8;

/** {lon, lat, accuracyM} of a JPEG (`accuracyM` null where the camera does not tell it), or null. */
export async function placeOf(file) {
  const bytes = await file.slice(0, MOST_BYTES).arrayBuffer();
  return placeIn(new DataView(bytes));
}

export function placeIn(view) {
  try {
    const at = exifIn(view);
    return at === null ? null : read(view, at);
  } catch (error) {
    if (error instanceof RangeError) return null; // it points beyond its end
    throw error;
  }
}

/** Where the TIFF header within the JPEG begins; null where there is none. */
function exifIn(view) {
  if (view.byteLength < 4 || view.getUint16(0) !== START) return null;
  for (let at = 2; view.getUint16(at) !== PIXELS; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint16(at) === APP1 && view.getUint32(at + 4) === EXIF) return at + 10;
    if (view.getUint16(at) < 0xff00) return null;
  }
  return null;
}

function read(view, tiff) {
  const little = view.getUint16(tiff) === LITTLE;
  const pointer = entry(view, tiff, view.getUint32(tiff + 4, little), GPS, little);
  if (pointer === null) return null;
  const directory = view.getUint32(pointer + 8, little);
  const find = (tag) => entry(view, tiff, directory, tag, little);
  const lat = degrees(view, tiff, find(TAGS.lat), find(TAGS.latRef), little, "S");
  const lon = degrees(view, tiff, find(TAGS.lon), find(TAGS.lonRef), little, "W");
  if (!(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180) || (lat === 0 && lon === 0)) return null;
  const error = find(TAGS.error);
  const accuracyM = error === null ? NaN : rational(view, tiff + view.getUint32(error + 8, little), little);
  return { lon, lat, accuracyM: accuracyM > 0 && accuracyM < 10_000 ? accuracyM : null };
}

/** Where the entry of a tag stands; null without it. */
function entry(view, tiff, directory, tag, little) {
  const count = view.getUint16(tiff + directory, little);
  for (let number = 0; number < count; number += 1) {
    const at = tiff + directory + 2 + 12 * number;
    if (view.getUint16(at, little) === tag) return at;
  }
  return null;
}

function degrees(view, tiff, value, ref, little, negative) {
  if (value === null || ref === null || view.getUint16(ref + 2, little) !== ASCII) return NaN;
  const at = tiff + view.getUint32(value + 8, little);
  const [whole, minutes, seconds] = [0, 1, 2].map((part) => rational(view, at + RATIONAL_BYTES * part, little));
  const sign = String.fromCharCode(view.getUint8(ref + 8)) === negative ? -1 : 1;
  return sign * (whole + minutes / 60 + (seconds || 0) / 3600); // seconds of 0/0: told by the minutes
}

function rational(view, at, little) {
  return view.getUint32(at, little) / view.getUint32(at + 4, little);
}
