/* Of the service worker: messages that were written without a connection. Each is kept as its form would have sent it, with the form's own key, by
   which the server knows one that came twice; it is sent once there is a connection, by one sender at a time. A classic script, as worker/offline.js. */

const WAITING = "waiting-messages";
const AGAIN = "messages"; // the browser's own tag for a try when the connection is back

self.addEventListener("message", (event) => {
  const { kind, message } = event.data ?? {};
  if (kind === "keep-message") event.waitUntil(keepMessage(message).then((isKept) => event.ports[0].postMessage({ isKept })));
  if (kind === "take-back") event.waitUntil(takeBack().then((fields) => event.ports[0].postMessage({ fields })));
  if (kind === "online") event.waitUntil(sendWaiting());
});
self.addEventListener("sync", (event) => {
  if (event.tag === AGAIN) event.waitUntil(sendWaiting());
});

/** `message` is { key, url, fields: [[name, text or file]], words: { sent, follow, refused } }; false where nothing can be kept. */
async function keepMessage(message) {
  try {
    await inStore("readwrite", (store) => store.put(message));
  } catch {
    return false; // a browser without storage: the page says that it was not sent
  }
  await self.registration.sync?.register(AGAIN).catch(() => null); // else the next page that is opened sends it
  return true;
}

function sendWaiting() {
  return self.navigator.locks.request(WAITING, async () => {
    for (const message of await inStore("readonly", (store) => store.getAll())) await sendOne(message);
  });
}

/** What was refused is told and kept for the form: no later try would end otherwise. Too many, or a server that is away: it waits. */
async function sendOne(message) {
  const { key, url, fields, words, isRefused } = message;
  if (isRefused) return;
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value, ...(value instanceof File ? [value.name] : []));
  const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer || answer.status === 429 || answer.status >= 500) return;
  if (answer.ok) {
    await inStore("readwrite", (store) => store.delete(key));
    await tell({ text: words.sent, url: (await answer.json()).secret_url, name: words.follow });
  } else {
    await inStore("readwrite", (store) => store.put({ ...message, isRefused: true }));
    await tell({ text: words.refused, url: words.form, name: words.again });
  }
}

async function takeBack() {
  const refused = (await inStore("readonly", (store) => store.getAll())).find(({ isRefused }) => isRefused);
  if (refused) await inStore("readwrite", (store) => store.delete(refused.key));
  return refused?.fields ?? [];
}

async function tell(notice) {
  for (const page of await self.clients.matchAll({ type: "window" })) page.postMessage({ kind: "notice", ...notice });
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
