/* Of the service worker: messages that were written without a connection. Each is kept as its form would have sent it, with the form's own key, by
   which the server knows one that came twice; it is sent once there is a connection, by one sender at a time; as long as one waits the pages are told, so that one asks again. A classic script, as
   worker/offline.js. */

const WAITING = "waiting-messages";
const AGAIN = "messages"; // the browser's own tag for a try when the connection is back
const LONGEST_MS = 600000; // five photos and a video over a weak network

self.addEventListener("message", (event) => {
  const { kind, message, url, by } = event.data ?? {};
  if (kind === "keep-message") event.waitUntil(keepMessage(message).then((isKept) => event.ports[0].postMessage({ isKept })));
  if (kind === "take-back") event.waitUntil(takeBack(url, by).then((fields) => event.ports[0].postMessage({ fields })));
  if (kind === "is-waiting") event.waitUntil(isWaiting(url, by).then((is) => event.ports[0].postMessage({ isWaiting: is })));
  if (kind === "online") event.waitUntil(sendWaiting());
});
self.addEventListener("sync", (event) => {
  if (event.tag === AGAIN) event.waitUntil(sendWaiting().then(triedAgainIf));
});

/** `message` is { key, url, fields: [[name, text or file]], words: { sent, follow, refused, again, form } }; false where nothing can be kept.
    One that is of one person of the staff has that person in its field `by`, the address `me` that says who is signed in, and words.signIn. */
async function keepMessage(message) {
  try {
    await inStore("readwrite", (store) => store.put(message));
  } catch {
    return false; // a browser without storage: the page says that it was not sent
  }
  await self.registration.sync?.register(AGAIN).catch(() => null); // else a page asks for it
  await tellPages({ kind: "waits" });
  return true;
}

/** A connection that is said to be back may fail its first request: whether any message still waits. */
function sendWaiting() {
  return self.navigator.locks.request(WAITING, async () => {
    const messages = await inStore("readonly", (store) => store.getAll());
    for (const message of messages.filter(({ isRefused }) => !isRefused)) await sendOne(message);
    const isLeft = (await inStore("readonly", (store) => store.getAll())).some(({ isRefused }) => !isRefused);
    if (isLeft) await tellPages({ kind: "waits" });
    return isLeft;
  });
}

/** The browser tries again by itself what has failed. */
function triedAgainIf(isLeft) {
  if (isLeft) throw new Error("messages wait");
}

/** What was refused is told and kept for the form: no later try would end otherwise. Too many, a server that is away, nobody signed in, or a
    page of somebody between us (a hotel's network that wants a room number first): it waits. */
async function sendOne(message) {
  const { key, url, words } = message;
  const body = await bodyOf(message);
  const answer = body && (await asked(url, { method: "POST", body }));
  const told = answer && (await jsonOf(answer));
  if (answer?.status === 401) await tellToSignIn(words);
  if (answer?.ok && told?.secret_url) {
    await inStore("readwrite", (store) => store.delete(key));
    await tellPages({ kind: "notice", isGood: true, text: words.sent, url: told.secret_url, name: words.follow });
  } else if (isRefusal(answer, told)) {
    await inStore("readwrite", (store) => store.put({ ...message, isRefused: true }));
    await tellPages({ kind: "notice", isGood: false, text: words.refused, url: words.form, name: words.again });
  }
}

/** Only the server's own words take a message out of those that wait; a body that is too large is refused before it can speak. */
const isRefusal = (answer, told) => answer?.status === 413 || (told && answer.status >= 400 && answer.status < 500 && ![401, 408, 429].includes(answer.status));

/** As its form would have sent it, with the token of today's session; null while its person is not signed in. */
async function bodyOf({ fields, me, words }) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value, ...(value instanceof File ? [value.name] : []));
  if (!me) return body;
  const answer = await asked(me, {});
  const told = answer && (await jsonOf(answer));
  if (told?.by === body.get("by")) {
    body.set("csrfmiddlewaretoken", told.token);
    return body;
  }
  if (told?.by || answer?.status === 401) await tellToSignIn(words);
  return null;
}

/** The answer; null without a connection, and where it came from another address than was asked. */
async function asked(url, options) {
  const signal = AbortSignal.timeout(LONGEST_MS); // the others wait for it
  const answer = await fetch(url, { ...options, headers: { Accept: "application/json" }, redirect: "error", signal }).catch(() => null);
  return answer?.redirected ? null : answer;
}

/** What the server says; null for anything else than JSON. */
async function jsonOf(answer) {
  const isJSON = (answer.headers.get("Content-Type") ?? "").includes("json");
  return isJSON ? answer.json().catch(() => null) : null;
}

const tellToSignIn = ({ signIn, form, again }) => tellPages({ kind: "notice", isGood: false, text: signIn, url: form, name: again });

/** To the one who wrote it: `by` is who looks at the page, null where nobody has to be signed in. */
async function takeBack(url, by) {
  const refused = (await keptFor(url, by)).find(({ isRefused }) => isRefused);
  if (refused) await inStore("readwrite", (store) => store.delete(refused.key));
  return refused?.fields ?? [];
}

/** Whether one of the same person is still to be sent there. */
async function isWaiting(url, by) {
  return (await keptFor(url, by)).some(({ isRefused }) => !isRefused);
}

async function keptFor(url, by) {
  const isOwn = ({ fields }) => (fields.find(([name]) => name === "by")?.[1] ?? null) === by;
  return (await inStore("readonly", (store) => store.getAll())).filter((each) => each.url === url && isOwn(each));
}

async function tellPages(news) {
  for (const page of await self.clients.matchAll({ type: "window" })) page.postMessage(news);
}

/** One question of the store, as a promise of its answer. */
async function inStore(mode, ask) {
  const database = await promised(opening());
  try {
    return await promised(ask(database.transaction(WAITING, mode).objectStore(WAITING)));
  } finally {
    database.close();
  }
}

function opening() {
  const asked = self.indexedDB.open(WAITING, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(WAITING, { keyPath: "key" });
  return asked;
}

function promised(asked) {
  return new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}
