/* What the page of the editor hands over to its scripts. */

export const byId = (id) => document.getElementById(id);
export const form = byId("editor");
export const words = form.dataset;

const json = (id) => JSON.parse(byId(id).textContent || '""');

export const addresses = json("addresses");
/** By kind: how the map draws it. */
export const drawings = json("drawings");
/** By kind: what its declaration says of the form. */
export const forms = json("forms");
/** The event as the API gives it; null for a new one. */
export const initial = json("initial") || null;
/** What the form is filled with at first: the event, or for a new one what another was or a template says. */
export const filled = initial ?? (json("prefilled") || null);
