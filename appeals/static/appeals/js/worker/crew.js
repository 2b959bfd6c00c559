/* Of the service worker: the crew's list of the day opens without a connection, with its small photos. It is one person's, so it is kept
   apart from what everybody may see, only the newest, and goes when that person signs out or the session is over. A classic script, after
   offline.js. */

KEPT.crew = "crew-1";
const CREW_PAGE = "/desk/crew/";
const CREW_PHOTO = /^\/desk\/crew\/\d+\/photos\//;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (/^\/(logout|login)\//.test(url.pathname) && request.mode === "navigate") event.waitUntil(caches.delete(KEPT.crew));
  if (request.method !== "GET") return;
  if (url.pathname === CREW_PAGE && request.mode === "navigate") event.respondWith(listOfTheDay(request));
  if (CREW_PHOTO.test(url.pathname)) event.respondWith(photoBefore(request));
});

/** Always one: in whatever order it was asked for, the last that came is the day's. */
async function listOfTheDay(request) {
  const store = await caches.open(KEPT.crew);
  try {
    const answer = await Promise.race([fetch(request), tooLate()]);
    if (answer.ok && !answer.redirected && answer.type !== "opaqueredirect") await store.put(CREW_PAGE, await dated(answer.clone()));
    else await caches.delete(KEPT.crew);
    return answer;
  } catch (error) {
    const kept = await lastPage(store, new URL(CREW_PAGE, self.location.origin));
    if (kept) return kept;
    throw error;
  }
}

async function photoBefore(request) {
  const store = await caches.open(KEPT.crew);
  const kept = await store.match(request, ANYWAY);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await store.put(request, answer.clone());
  return answer;
}

async function dated(answer) {
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, new Date().toISOString());
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name); // the body is unpacked
  return new Response(await answer.arrayBuffer(), { headers });
}
