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
  const nowhere = isSignal ? [] : locations.flatMap(({ geometry }, number) => (geometry ? [] : [[number, { geometry: [words.wordsNoPlace] }]]));
  return {
    ...(nowhere.length ? { locations: Object.fromEntries(nowhere) } : {}),
    ...(start ? {} : { planned_start: [words.wordsNoStart] }),
    ...(start && end && end <= start ? { planned_end: [words.wordsEndEarly] } : {}),
  };
}
