"""What was written without a connection: when the worker lets go of it, in whose name it goes, what it says."""

from tests.conftest import ROOT
from tests.node import ran

SCRIPT = ROOT / "appeals" / "static" / "appeals" / "js" / "worker" / "waiting.js"

# The worker with a store in memory; `server(url, options)` answers, `told` is what the pages heard.
WORKER = """
const { readFileSync } = require("node:fs");
const { createContext, runInContext } = require("node:vm");
const rows = new Map(), told = [], sent = [];
const page = { postMessage: (news) => told.push([news.kind, news.isGood, news.text, news.url]) };
const self = { addEventListener() {}, registration: {}, clients: { matchAll: async () => [page] } };
let server;
const fetch = async (url, options) => server(url, options);
const navigator = { locks: { request: (_name, run) => run() } };
Object.assign(self, { navigator });
const worker = createContext({ self, fetch, FormData, File, AbortSignal, Headers, Response, console });
runInContext(readFileSync(process.argv[1], "utf8"), worker);
worker.inStore = async (mode, ask) => ask({
  put: (row) => rows.set(row.key, row), delete: (key) => rows.delete(key), getAll: () => [...rows.values()],
});
const answer = (text, kind, status) => new Response(text, { status, headers: { "Content-Type": kind } });
const json = (value, status = 200) => answer(JSON.stringify(value), "application/json", status);
const html = (status = 200) => answer("<title>Welcome to the hotel</title>", "text/html", status);
const redirected = () => Object.defineProperty(html(), "redirected", { value: true });
const words = { sent: "sent", refused: "refused", signIn: "sign in", form: "/form/" };
const message = { key: "k", url: "/send/", fields: [["text", "hole"]], words, me: null };
const ofCrew = { ...message, fields: [["by", "5"], ["csrfmiddlewaretoken", "old"]], me: "/me/" };
(async () => console.log(JSON.stringify(await story())))();
"""


def told(story: str) -> object:
    return ran(f"async function story() {{ {story} }}\n{WORKER}", str(SCRIPT))


def test_only_the_servers_own_word_takes_a_message_out_of_those_that_wait():
    """Not the page of a hotel's network, of a proxy or of a sign-in: then it is sent again, and nobody is told."""
    left = told("""
        const left = {};
        const answers = {
          portal: () => html(), signIn: redirected, gate: () => html(403), proxy: () => html(511),
          broken: () => json({}), cut: () => answer("{", "application/json", 200), often: () => json({}, 429),
          away: () => json({}, 503), noNetwork: () => { throw new TypeError("no connection"); },
        };
        for (const [name, replies] of Object.entries(answers)) {
          await worker.keepMessage(message);
          server = replies;
          left[name] = [await worker.sendWaiting(), rows.has("k"), told.some(([kind]) => kind === "notice")];
        }
        server = () => json({ secret_url: "/m/x/" });
        return [left, await worker.sendWaiting(), rows.size, told.at(-1)];
    """)
    assert set(map(tuple, left[0].values())) == {(True, True, False)}
    assert left[1:] == [False, 0, ["notice", True, "sent", "/m/x/"]]


def test_what_the_server_refuses_is_told_and_kept_for_its_form():
    assert (
        told("""
        const left = [];
        for (const refusal of [json({ detail: "no" }, 400), html(413)]) {
          await worker.keepMessage(message);
          server = () => refusal;
          left.push(await worker.sendWaiting(), told.at(-1), await worker.takeBack("/send/", null));
        }
        return left;
    """)
        == [False, ["notice", False, "refused", "/form/"], [["text", "hole"]]] * 2
    )


def test_a_crews_report_goes_as_who_made_it_with_the_token_of_today():
    """Signed out, or somebody else on the same phone: it waits, and says who is wanted."""
    assert told("""
        await worker.keepMessage(ofCrew);
        const left = [];
        for (const who of [json({ detail: "-" }, 401), json({ by: "6", token: "his" })]) {
          server = (url, options) => { sent.push(options.method ?? url); return who; };
          left.push(await worker.sendWaiting(), rows.has("k"), told.filter(([kind]) => kind === "notice").at(-1));
        }
        server = (url, options) => {
          if (url === "/me/") return json({ by: "5", token: "new" });
          sent.push(...options.body.getAll("csrfmiddlewaretoken"));
          return json({ secret_url: "/desk/" });
        };
        return [left, await worker.sendWaiting(), rows.size, sent];
    """) == [[True, True, ["notice", False, "sign in", "/form/"]] * 2, False, 0, ["/me/", "/me/", "new"]]


def test_what_was_refused_goes_back_to_nobody_else():
    assert told("""
        rows.set("k", { ...ofCrew, isRefused: true });
        const found = [];
        for (const by of ["6", null, "5"]) found.push((await worker.takeBack("/send/", by)).length);
        return found;
    """) == [0, 0, 2]
