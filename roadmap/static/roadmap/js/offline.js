/* Of every page: starts the worker that keeps what was seen, says how old it is where there is no connection, and passes on what the worker
   has done meanwhile. */

const ONLINE_MS = 1500; // a connection that is back is told of before it carries anything
const NEWS_MS = 5000; // what the worker has sent is read before the page comes anew
const SENDING = "waiting-messages"; // the lock of who sends what waits (worker/waiting.js)

const note = document.getElementById("offline");
const words = note.dataset;
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: document.body.dataset.zone });
const day = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "long", timeZone: document.body.dataset.zone });

function isToday(moment) {
  return day.format(moment) === day.format(new Date());
}

/** `text` is an ISO moment. */
function sayKept(text) {
  const moment = new Date(text);
  const told = isToday(moment) ? clock.format(moment) : `${day.format(moment)}, ${clock.format(moment)}`;
  say(words.wordsKept.replace("{time}", told));
}

function say(told, url = "", name = "") {
  const line = document.createElement("span");
  line.textContent = told;
  note.replaceChildren(line);
  if (url) note.append(" ", Object.assign(document.createElement("a"), { href: url, textContent: name }));
  note.hidden = !told;
}

async function tellWorker(message) {
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage(message);
}

const PAUSES_MS = [1000, 2000, 5000, 10000, 30000, 60000]; // the last again and again
let [again, tries] = [null, 0];

/** What waits is sent; what the worker could not send it says, and is asked again. */
function wake() {
  clearTimeout(again);
  again = null;
  tellWorker({ kind: "online" });
}

function wakeAnew() {
  tries = 0;
  wake();
}

function wakeLater() {
  if (again !== null) return;
  again = setTimeout(wake, PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]);
  tries += 1;
}

/** To a worker that has just begun: what this page fetches without it. */
function tellSeen() {
  tellWorker({ kind: "seen", urls: [window.location.href] });
  const observer = new PerformanceObserver((seen) => {
    const urls = seen.getEntries().filter(({ workerStart }) => !workerStart).map(({ name }) => name);
    if (urls.length) tellWorker({ kind: "seen", urls });
  });
  observer.observe({ type: "resource", buffered: true });
}

let isNews = false; // of the worker: it stays until the page is left

const keptAt = document.documentElement.dataset.keptAt;
const isUnseen = document.querySelector("[data-unseen]") !== null; // in place of a page that was not kept
if (keptAt) sayKept(keptAt);
/** Not while the worker sends what waits, whose news would come to a page that is gone. */
async function comeAnew() {
  await navigator.locks?.request(SENDING, () => null);
  setTimeout(() => window.location.reload(), isNews ? NEWS_MS : 0);
}

document.addEventListener("kept", ({ detail }) => sayKept(detail));
document.addEventListener("fresh", () => { if (!keptAt && !isNews) say(""); });
window.addEventListener("offline", () => say(words.wordsOffline));
window.addEventListener("online", () => {
  if (keptAt || isUnseen) setTimeout(comeAnew, ONLINE_MS);
  else if (!isNews) say("");
});

if ("serviceWorker" in navigator && window.isSecureContext) {
  const isNew = navigator.serviceWorker.controller === null;
  const start = async () => {
    await navigator.serviceWorker.register(words.worker);
    if (isNew) tellSeen();
    wake();
  };
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start); // what the reader came for goes first
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.kind === "waits") wakeLater();
    if (data?.kind !== "notice") return;
    document.dispatchEvent(new CustomEvent("news", { detail: data }));
    isNews = true;
    say(data.text, data.url, data.name);
    note.classList.toggle("offline--good", data.isGood);
  });
  window.addEventListener("online", wakeAnew);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") wakeAnew(); });
}
