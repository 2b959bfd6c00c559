/* Two versions of one event made into one: what only one side changed is taken from it, what both changed is asked about.
   All three (the one that was opened, mine, theirs) have the shape in which the form sends an event. */

const PLACE = ["locations", "geometry", "places", "direction", "toward"];

const isSame = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** What differs between mine and theirs: [{ path, name, stage, mine, theirs, isMineNew, isTheirsNew }]. */
export function differing(base, mine, theirs) {
  const names = Object.keys(mine).filter((name) => name !== "phases" && name in theirs && !isSame(mine[name], theirs[name]));
  const ofEvent = names.map((name) => entry(name, { name, stage: null }, base[name], mine[name], theirs[name]));
  return [...ofEvent, ...stagesOf(mine, theirs).flatMap((stage) => ofStage(stage, base, mine, theirs))];
}

function entry(path, where, before, mine, theirs) {
  return { path, ...where, mine, theirs, isMineNew: !isSame(before, mine), isTheirsNew: !isSame(before, theirs) };
}

/** Stages by their id; those that only mine has and that are new have none. */
function stagesOf(mine, theirs) {
  const ids = [...mine.phases, ...theirs.phases].map(({ id }) => id).filter(Boolean);
  return [...new Set(ids)];
}

const stageIn = (event, id) => event.phases.find((phase) => phase.id === id);

function ofStage(id, base, mine, theirs) {
  const [before, my, their] = [base, mine, theirs].map((event) => stageIn(event, id));
  const stage = numberOf(id, mine, theirs);
  if (!my || !their) return [entry(`stage-${id}`, { name: "stage", stage }, before, my, their)];
  const [old, own, other] = [before ?? {}, my, their].map(withPlace);
  return Object.keys({ ...own, ...other }).filter((name) => name !== "id" && !isSame(own[name], other[name]))
    .map((name) => entry(`stage-${id}-${name}`, { name, stage }, old[name], own[name], other[name]));
}

const numberOf = (id, ...events) => events.map(({ phases }) => phases.findIndex((phase) => phase.id === id)).find((number) => number >= 0);

/** The place is one thing, however many fields it has. */
function withPlace(phase) {
  const rest = Object.entries(phase).filter(([name]) => !PLACE.includes(name));
  const place = PLACE.filter((name) => name in phase).map((name) => [name, phase[name]]);
  return { ...Object.fromEntries(rest), place: Object.fromEntries(place) };
}

/** `isMine(path)` says what was chosen. Stages of the form: `mine` and `theirs` are lists of them with their ids, `added` is of `newStages`. */
export function mergedStages(mine, theirs, isMine, fieldsOf, added) {
  const kept = theirs.filter(({ id }) => id && (mine.some((own) => own.id === id) || !isMine(`stage-${id}`)));
  const together = kept.map((their) => mergedStage(mine.find(({ id }) => id === their.id), their, isMine, fieldsOf));
  const gone = mine.filter(({ id }) => id && !theirs.some((their) => their.id === id) && isMine(`stage-${id}`));
  return [...together, ...gone.map(asNew), ...added];
}

/** Stages that are saved nowhere yet, as those of a change that waits, have no ids and go by their order: what one side left as it was is taken from the other, what both changed
    is kept twice. `before` is as sent, `asSent` makes a stage of the form so. */
export function newStages(before, mine, theirs, asSent) {
  const [old, own, other] = [before, mine, theirs].map((stages) => stages.filter(({ id }) => !id));
  const longest = Math.max(own.length, other.length);
  return Array.from({ length: longest }, (_each, number) => oneOf(old[number], own[number], other[number], asSent)).flat().filter(Boolean);
}

function oneOf(before, own, other, asSent) {
  const isAs = (stage, sent) => Boolean(stage && sent) && isSame(asSent(stage), sent);
  if (isAs(own, before) || (own && other && isAs(own, asSent(other)))) return [other];
  return isAs(other, before) ? [own] : [other, own];
}

function mergedStage(own, their, isMine, fieldsOf) {
  if (!own) return their;
  const names = Object.keys(fieldsOf).filter((name) => isMine(`stage-${their.id}-${name}`));
  return { ...their, ...Object.fromEntries(names.flatMap((name) => fieldsOf[name].map((field) => [field, own[field]]))) };
}

/** The others removed it; it comes back as a new one. */
const asNew = ({ id, given, ...stage }) => ({ ...stage, locations: stage.locations.map(({ id: place, ...location }) => location) });
