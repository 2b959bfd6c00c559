/* Of the service worker: what was seen last is shown where there is no connection, and says how old it is. What is
   fetched is kept as it comes; nothing but one page is fetched for later. A classic script, as worker/push.js. */

const KEPT = { files: "files-1", pages: "pages-1", answers: "answers-1", tiles: "tiles-1", ground: "ground-1", unseen: "unseen-1" };
const MOST = { pages: 40, answers: 60, tiles: 300, ground: 600, files: 300 }; // entries; the oldest go
const PATIENCE_MS = 8000; // a network that is there but does not answer
const KEPT_AT = "X-Kept-At"; // when the answer was given, on one that comes out of the store
// Not a stranger's business, or worth nothing when old: always the network alone.
const NEVER = /^\/(desk|admin|login|logout|password|language|api\/staff|healthz|readyz|sw\.js|embed|pictures|photos)\b/;
const SECRET = new RegExp(`^/(${self.secretRooms.join("|")})/.`); // told by the server: each is the key to something
const FOR_EVER = /^\/(static\/|colours-|signs-|stills\/)/; // a new content has a new name
const GROUND = /^\/basemap\//;
const LISTS = /^\/api\/v1\//;
const TILES = /^\/tiles\//;
const WHERE = ["lat", "lon", "near"]; // of an address: it tells where somebody is or lives
const ANYWAY = { ignoreVary: true }; // the one reader of this browser
const PUBLIC = 'name="offline" content="keep"'; // base.html says it of a page that was made for nobody in particular

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepUnseen());
});
self.addEventListener("activate", (event) => event.waitUntil(settled()));
self.addEventListener("message", (event) => {
  if (event.data?.kind === "seen") event.waitUntil(keepSeen(event.data.urls));
});
self.addEventListener("fetch", (event) => {
  const answer = answerTo(event);
  if (answer) event.respondWith(answer);
});

/** The page for what was never seen, the one thing that is fetched for later; without it the browser shows its own. */
async function keepUnseen() {
  const store = await caches.open(KEPT.unseen);
  await store.add(self.unseen).catch(console.error);
}

async function settled() {
  const known = new Set(Object.values(KEPT));
  const names = await caches.keys();
  await Promise.all(names.filter((name) => !known.has(name)).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** What the first page fetched before there was a worker; the browser has most of it still. */
async function keepSeen(urls) {
  const requests = urls.filter((url) => !GROUND.test(new URL(url).pathname)).map((url) => new Request(url)); // of the ground it would be all
  await Promise.allSettled(requests.map((request) => answerTo({ request })));
}

/** A promise of the answer; undefined leaves the request to the browser. */
function answerTo({ request }) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return undefined;
  if (NEVER.test(url.pathname) || SECRET.test(url.pathname)) return undefined;
  if (FOR_EVER.test(url.pathname)) return fromStore(request);
  if (GROUND.test(url.pathname)) return partOfGround(request);
  if (LISTS.test(url.pathname)) return fresh(request, "answers", (store) => lastOfList(store, url));
  if (TILES.test(url.pathname)) return fresh(request, "tiles", (store) => store.match(request, ANYWAY));
  if (request.mode === "navigate") return fresh(request, "pages", async (store) => await lastPage(store, url) ?? caches.match(self.unseen, ANYWAY));
  return fresh(request, "pages", (store) => lastPart(store, url));
}

/** What never changes under its name. */
async function fromStore(request) {
  const store = await caches.open(KEPT.files);
  const kept = await store.match(request, ANYWAY);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.status === 200) await keep(store, request, answer.clone(), MOST.files);
  return answer;
}

/** From the network; where it does not answer, what `last(store)` finds among its kind, else the network's own failure. */
async function fresh(request, kind, last) {
  const store = await caches.open(KEPT[kind]);
  try {
    const answer = await Promise.race([fetch(request), tooLate()]);
    if (answer.status === 200) await keepPublic(store, request, answer.clone(), MOST[kind]);
    return answer;
  } catch (error) {
    if (request.signal.aborted) throw error;
    const found = await last(store);
    if (found) return found;
    throw error;
  }
}

/** A request to open a page cannot be given a signal of ours. */
const tooLate = () => new Promise((done, failed) => { setTimeout(() => failed(new Error("late")), PATIENCE_MS); });

async function keepPublic(store, request, answer, most) {
  const { searchParams } = new URL(request.url);
  if (WHERE.some((name) => searchParams.has(name))) return;
  if (answer.headers.get("Cache-Control")?.includes("no-store")) return; // a page that is the key to something
  const body = await answer.arrayBuffer();
  if (isPrivate(answer, body)) return;
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, new Date().toISOString());
  headers.delete("Content-Encoding"); // the body is unpacked
  headers.delete("Content-Length");
  await keep(store, request, new Response(body, { headers }), most);
}

/** A whole page that does not say of itself that it is everybody's. */
function isPrivate({ headers }, body) {
  if (!headers.get("Content-Type")?.startsWith("text/html")) return false;
  const text = new TextDecoder().decode(body);
  return text.startsWith("<!doctype html>") && !text.includes(PUBLIC);
}

async function keep(store, request, answer, most) {
  await store.delete(request); // so that the newest comes last
  await store.put(request, answer);
  const all = await store.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - most)).map((old) => store.delete(old)));
}

// What is found without a network

/** The page itself, else the same page as it was asked for otherwise (another view of the map); it says how old it is. */
async function lastPage(store, url) {
  const kept = await store.match(url.href, ANYWAY) ?? await newestAt(store, url.pathname);
  if (!kept) return null;
  const text = await kept.text();
  return new Response(text.replace("<html ", `<html data-kept-at="${kept.headers.get(KEPT_AT)}" `), { headers: kept.headers });
}

async function newestAt(store, path) {
  const found = (await store.keys()).filter((request) => {
    const { pathname, searchParams } = new URL(request.url);
    return pathname === path && !searchParams.has("part");
  });
  return found.length ? store.match(found.at(-1), ANYWAY) : null;
}

/** A piece of a page: the list beside the map is that of the nearest question, a card is its own or none. */
async function lastPart(store, url) {
  const exact = await store.match(url.href, ANYWAY);
  if (exact || !url.searchParams.has("part")) return exact;
  const likes = await alike(store, url, ["map", "bbox", "near"]);
  return likes.length ? store.match(likes.at(-1), ANYWAY) : null;
}

/** All that was seen of a list, whatever part of the map it was asked for: one collection, each feature once, the newest. */
async function lastOfList(store, url) {
  if (!url.searchParams.has("bbox")) return store.match(url.href, ANYWAY);
  const answers = await Promise.all((await alike(store, url, ["bbox"])).map((request) => store.match(request, ANYWAY)));
  if (!answers.length) return null;
  const features = new Map();
  for (const answer of answers) for (const feature of (await answer.clone().json()).features ?? []) features.set(feature.id, feature);
  const told = { type: "FeatureCollection", features: [...features.values()], next: null };
  const oldest = answers.map((answer) => answer.headers.get(KEPT_AT)).sort()[0];
  return new Response(JSON.stringify(told), { headers: { "Content-Type": "application/geo+json", [KEPT_AT]: oldest } });
}

/** Kept requests that differ from this one in nothing but these parameters and the moment; the newest last. */
async function alike(store, url, but) {
  const wanted = without(url, but);
  return (await store.keys()).filter((request) => without(new URL(request.url), but) === wanted);
}

function without(url, names) {
  const bare = new URL(url);
  for (const name of names) bare.searchParams.delete(name);
  bare.searchParams.sort();
  return bare.href;
}

// The ground: a file that is read in ranges, which a store of whole answers does not take as they are

async function partOfGround(request) {
  const range = request.headers.get("Range");
  if (!range) return fetch(request);
  const store = await caches.open(KEPT.ground);
  const key = `${request.url}?${encodeURIComponent(range)}`;
  const kept = await store.match(key, ANYWAY);
  if (kept) return new Response(kept.body, { status: 206, headers: kept.headers });
  const answer = await fetch(request);
  if (answer.status === 206) await keep(store, key, new Response(answer.clone().body, { headers: answer.headers }), MOST.ground);
  return answer;
}
