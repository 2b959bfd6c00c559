/* The one caller of fetch. Errors carry words for the reader; the page's body holds them (base.html). */

const PATIENCE_MS = 20000;
const UPLOAD_PATIENCE_MS = 120000; // five photos over a weak network
const SLOWEST_BYTES_PER_MS = 100; // a phone's 0.8 Mbit/s, for a video
const words = document.body.dataset;

export class RequestError extends Error {
  /** `fields` is what the API says of each field; `status` is 0 where no answer came; `version` the one that stands. */
  constructor(message, { status = 0, fields = {}, version = null } = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
    this.version = version;
  }
}

/** Whether an error only says that a newer request took this one's place. */
export const isOutdated = (error) => error.name === "AbortError";

/** What to tell the reader of any error; one that is not about a request is a fault of ours and goes to the console. */
export function toldOf(error) {
  if (error instanceof RequestError) return error.message;
  console.error(error);
  return words.wordsBroken;
}

/** A script that is fetched when it is first wanted; one that does not come fails as any question does. */
export async function brought(script) {
  try {
    return await script;
  } catch (error) {
    throw error instanceof TypeError ? new RequestError(words.wordsOffline) : error; // else it came, and is at fault itself
  }
}

export async function getJSON(url, { signal } = {}) {
  const answer = await send(url, { headers: { Accept: "application/json" } }, signal);
  return answer.json();
}

/** The newest: what the browser has kept of it is asked for again, and not sent anew where nothing has changed. */
export async function getBytes(url, { signal } = {}) {
  const answer = await send(url, { headers: {}, cache: "no-cache" }, signal);
  return answer.arrayBuffer();
}

export async function getHTML(url, { signal } = {}) {
  const answer = await send(url, { headers: { Accept: "text/html" } }, signal);
  return answer.text();
}

/** Asks with words that stand in no address: the fields of a form; answers with a piece of a page. */
export async function postForHTML(url, fields, { signal } = {}) {
  const answer = await send(url, { method: "POST", headers: { Accept: "text/html" }, body: new URLSearchParams(fields) }, signal);
  return answer.text();
}

/** Sends JSON, or a form's fields as they are, with the CSRF token; answers with the JSON that came back, null for none. */
export async function write(method, url, body, { signal } = {}) {
  return read(await sendBody(method, url, body, {}, signal));
}

/** Writes on the version that was read, an ETag (null: something new); answers with what stands now: { told, version }. */
export async function writeOn(version, method, url, body) {
  const answer = await sendBody(method, url, body, version ? { "If-Match": version } : {});
  return { told: await read(answer), version: answer.headers.get("ETag") };
}

/** A page where JSON was asked for is of somebody between us, such as a hotel's network: nothing arrived. */
async function read(answer) {
  if (answer.status === 204) return null;
  if (!(answer.headers.get("Content-Type") ?? "").includes("json")) throw new RequestError(words.wordsOffline);
  return answer.json();
}

function sendBody(method, url, body, more, signal) {
  const isForm = body instanceof FormData || body instanceof URLSearchParams;
  const headers = { Accept: "application/json", "X-CSRFToken": cookie("csrftoken"), ...more };
  if (!isForm && body !== undefined) headers["Content-Type"] = "application/json";
  return send(url, { method, headers, body: isForm ? body : JSON.stringify(body) }, signal);
}

export const post = (url, body, options) => write("POST", url, body, options);

let signIn = async () => false;

/** `ask()` lets the reader sign in again where the session ran out, and says whether that was done; what was refused is sent once more. */
export function whenSignedOut(ask) {
  signIn = ask;
}

async function send(url, options, signal) {
  const answer = await sendOnce(url, options, signal);
  if (!isSignedOut(answer) || !(await signIn())) return okay(answer);
  if ("X-CSRFToken" in options.headers) options.headers["X-CSRFToken"] = cookie("csrftoken"); // a new session has a new one
  return okay(await sendOnce(url, options, signal));
}

const isSignedOut = ({ status, headers }) => status === 401 || (status === 403 && headers.has("WWW-Authenticate"));

async function okay(answer) {
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

function patienceFor(body) {
  const bytes = [...body.values()].reduce((sum, { size = 0 }) => sum + size, 0);
  return Math.max(UPLOAD_PATIENCE_MS, bytes / SLOWEST_BYTES_PER_MS);
}

async function sendOnce(url, options, signal) {
  const patience = AbortSignal.timeout(options.body instanceof FormData ? patienceFor(options.body) : PATIENCE_MS);
  const until = signal && AbortSignal.any ? AbortSignal.any([signal, patience]) : signal ?? patience;
  try {
    const headers = { "Accept-Language": document.documentElement.lang, ...options.headers }; // a page in a frame has no cookie that says it
    return noted(await fetch(url, { credentials: "same-origin", ...options, headers, signal: until }));
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new RequestError(error.name === "TimeoutError" ? words.wordsSlow : words.wordsOffline);
  }
}

/** The page's line about the connection (offline.js) hears whether this came from the network or from what was kept. */
function noted(answer) {
  const keptAt = answer.headers.get("X-Kept-At");
  document.dispatchEvent(new CustomEvent(keptAt ? "kept" : "fresh", { detail: keptAt }));
  return answer;
}

async function refusal(answer) {
  const isJSON = (answer.headers.get("Content-Type") ?? "").includes("json");
  const told = isJSON ? await answer.json().catch(() => ({})) : {};
  const own = { 401: words.wordsRefused, 403: words.wordsRefused, 404: words.wordsMissing, 429: words.wordsOften };
  const message = sentence(told) || own[answer.status] || words.wordsBroken;
  return new RequestError(message, { status: answer.status, fields: told, version: answer.headers.get("ETag") });
}

/** The API's own words: `detail`, else the first message of the first field. */
function sentence(told) {
  if (typeof told === "string") return told;
  if (Array.isArray(told)) return told.map(sentence).find(Boolean) ?? "";
  if (told && typeof told === "object") return sentence(told.detail ?? Object.values(told));
  return "";
}

function cookie(name) {
  const pair = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}
