/* The page's side of worker/waiting.js: hands over a message that could not be sent, and takes back one that was refused. */

/** Whether the worker has it; false in a browser without one. `body` is the FormData that was to be sent;
    `me` the address that says who is signed in, for one that only who is named in its field `by` may send. */
export async function keepForLater(url, body, { key, words, me = null }) {
  const { isKept } = await ask({ kind: "keep-message", message: { key, url, fields: [...body.entries()], words, me } });
  return Boolean(isKept);
}

/** The fields of what was to go to this address and was refused while nobody looked, [] for none; the worker lets go of it.
    `by` is the person who looks, where it is of one person. */
export async function takeBack(url, by = null) {
  const { fields } = await ask({ kind: "take-back", url, by });
  return fields ?? [];
}

/** Whether something that goes to this address still waits for a connection. */
export async function isWaiting(url, by = null) {
  const { isWaiting: is } = await ask({ kind: "is-waiting", url, by });
  return Boolean(is);
}

async function ask(question) {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return {};
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((done) => { port1.onmessage = ({ data }) => done(data); });
  worker.postMessage(question, [port2]);
  return answer;
}
