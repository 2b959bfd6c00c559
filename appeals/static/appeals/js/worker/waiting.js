/* Of the service worker: messages that were written without a connection. Each is kept as its form would have sent it, with the form's own key, by
   which the server knows one that came twice; it is sent once there is a connection, by one sender at a time; as long as one waits the pages are told, so that one asks again. A classic script, as
   worker/offline.js. */

const WAITING = "waiting-messages";
const AGAIN = "messages"; // the browser's own tag for a try when the connection is back
const LONGEST_MS = 600000; // five photos and a video over a weak network

self.addEventListener("message", (event) => {
  const { kind, message, url } = event.data ?? {};
  if (kind === "keep-message") event.waitUntil(keepMessage(message).then((isKept) => event.ports[0].postMessage({ isKept })));
  if (kind === "take-back") event.waitUntil(takeBack(url).then((fields) => event.ports[0].postMessage({ fields })));
  if (kind === "online") event.waitUntil(sendWaiting());
});
self.addEventListener("sync", (event) => {
  if (event.tag === AGAIN) event.waitUntil(sendWaiting().then(triedAgainIf));
});

/** `message` is { key, url, fields: [[name, text or file]], words: { sent, follow, refused } }; false where nothing can be kept. */
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

/** What was refused is told and kept for the form: no later try would end otherwise. Too many, or a server that is away: it waits. */
async function sendOne(message) {
  const { key, url, fields, words } = message;
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value, ...(value instanceof File ? [value.name] : []));
  const signal = AbortSignal.timeout(LONGEST_MS); // the others wait for it
  const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, signal }).catch(() => null);
  if (!answer || answer.status === 429 || answer.status >= 500) return;
  if (answer.ok) {
    await inStore("readwrite", (store) => store.delete(key));
    await tellPages({ kind: "notice", isGood: true, text: words.sent, url: (await answer.json()).secret_url, name: words.follow });
  } else {
    await inStore("readwrite", (store) => store.put({ ...message, isRefused: true }));
    await tellPages({ kind: "notice", isGood: false, text: words.refused, url: words.form, name: words.again });
  }
}

async function takeBack(url) {
  const refused = (await inStore("readonly", (store) => store.getAll())).find((each) => each.isRefused && each.url === url);
  if (refused) await inStore("readwrite", (store) => store.delete(refused.key));
  return refused?.fields ?? [];
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
