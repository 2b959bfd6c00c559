/* What is missing before the server is asked, in the shape of the API's own errors. */

/** `phases` are the form's stages; empty where nothing is missing. */
export function missingIn({ isSignal, signal, phases }, words) {
  const ofPhases = phases.map((phase, number) => [number, missingInPhase(phase, isSignal, words)]);
  const lacking = ofPhases.filter(([, errors]) => Object.keys(errors).length);
  return {
    ...(isSignal && !signal ? { signal: [words.wordsNoSignal] } : {}),
    ...(lacking.length ? { phases: Object.fromEntries(lacking) } : {}),
  };
}

function missingInPhase({ locations, planned_start: start, planned_end: end }, isSignal, words) {
  const wrong = locations.map((location, number) => [number, missingInPlace(location, isSignal, words)]).filter(([, errors]) => Object.keys(errors).length);
  return {
    ...(wrong.length ? { locations: Object.fromEntries(wrong) } : {}),
    ...(start ? {} : { planned_start: [words.wordsNoStart] }),
    ...(start && end && end <= start ? { planned_end: [words.wordsEndEarly] } : {}),
  };
}

/** What was typed and not understood is no place, however clear the rest is. */
function missingInPlace({ geometry, isUnanswered, typed }, isSignal, words) {
  const fields = isSignal ? ["signal"] : ["street", "from", "to"];
  const doubtful = fields.filter((field) => typed[field]).map((field) => [field, [words.wordsNotUnderstood]]);
  const isNowhere = !isSignal && (!geometry || isUnanswered) && !doubtful.length;
  return { ...Object.fromEntries(doubtful), ...(isNowhere ? { geometry: [words.wordsNoPlace] } : {}) };
}
