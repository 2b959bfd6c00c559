/* How a pin on a map looks; its tip points at the place. */

const PICTURE = `<svg viewBox="0 0 36 44" width="36" height="44" aria-hidden="true"><path d="M18 42C12 32 4 26 4 16a14 14 0 0 1 28 0c0 10-8 16-14 26z" fill="#0b6e66" stroke="#ffffff" stroke-width="2.5"/><circle cx="18" cy="16" r="5.5" fill="#ffffff"/></svg>`;

export const PIN = { html: PICTURE, className: "pin", size: [36, 44], anchor: [18, 42] };
