/* How names are compared in the browser: as roadmap.language.text.alike does; a test holds the two together. */

const LATIN = "ABCEHKMOPTXYaceopxykmhtb";
const RUSSIAN = "АВСЕНКМОРТХУасеорхукмнтв";
const RUSSIAN_FOR = new Map([...LATIN].map((letter, number) => [letter, RUSSIAN[number]]));
const INVISIBLE = /[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]/gu;
const STRESS = /(?<=[\u0400-\u04ff])[\u0300\u0301]+/gu;
const WORD = /[\p{L}\p{N}_]+/gu;
const IS_MIXED = new RegExp(`^(?=.*[A-Za-z])(?=.*[А-Яа-яЁё])[А-Яа-яЁё${LATIN}\\p{Nd}]+$`, "u");

/** A Russian word whose Latin letters all look Russian. */
const inOneAlphabet = (word) => (IS_MIXED.test(word) ? word.replace(/[A-Za-z]/g, (letter) => RUSSIAN_FOR.get(letter)) : word);

/** The form in which whole names are compared: without case, ё, quotes, kinds of dash, and what nobody sees. */
export function alike(name) {
  const seen = name.normalize("NFC").replace(INVISIBLE, "").replace(STRESS, "");
  return seen.replace(WORD, inOneAlphabet).toLowerCase().replaceAll("ё", "е")
    .replace(/[‐‑‒–—―−]/gu, "-").replace(/[«»“”„‟"‹›]/gu, "").replace(/[\s\p{Cc}]+/gu, " ").trim();
}
