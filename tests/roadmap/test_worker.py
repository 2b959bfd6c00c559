"""What the service worker keeps, what it never keeps, and what it answers with where there is no connection."""

import re

import pytest
from django.urls import get_resolver

from roadmap.secret_links import SECRET_ROOMS
from tests.conftest import ROOT
from tests.node import ran
from tests.test_secret_pages import secret_patterns

SCRIPT = ROOT / "roadmap" / "static" / "roadmap" / "js" / "worker" / "offline.js"

# A worker with its own stores and no network: `network` answers, once a story sets it.
WORKER = """
const { readFileSync } = require("node:fs");
const { createContext, runInContext } = require("node:vm");
const SITE = "https://roads.example";
class Store {
  constructor() { this.kept = new Map(); }
  async put(request, answer) { this.kept.set(request.url ?? request, answer); }
  async match(request) { return this.kept.get(request.url ?? request)?.clone(); }
  async delete(request) { return this.kept.delete(request.url ?? request); }
  async keys() { return [...this.kept.keys()].map((url) => ({ url })); }
}
const stores = new Map();
const caches = {
  async open(name) { if (!stores.has(name)) stores.set(name, new Store()); return stores.get(name); },
  async keys() { return [...stores.keys()]; },
  async delete(name) { return stores.delete(name); },
  async match() { return undefined; },
};
let network = async () => { throw new TypeError("no connection"); };
const { rooms, given } = JSON.parse(readFileSync(0));
const clients = { async claim() {} };
const self = { location: { origin: SITE }, secretRooms: rooms, clients, addEventListener() {} };
const fetch = (request) => network(request);
const setTimeout = () => 0; // nothing comes too late
const known = { Response, Headers, Request, URL, TextDecoder, console };
const worker = createContext({ self, caches, fetch, setTimeout, ...known });
runInContext(readFileSync(process.argv[1], "utf8"), worker);
const usual = () => ({ method: "GET", mode: "cors", headers: new Headers(), signal: {} });
const asks = (path, values = {}) => ({ ...usual(), url: SITE + path, ...values });
const answerTo = (path, values) => worker.answerTo({ request: asks(path, values) });
const list = (...features) => new Response(JSON.stringify({ features }));
const isLeft = (paths) => paths.filter((path) => answerTo(path)?.catch(() => null) === undefined);
(async () => console.log(JSON.stringify(await story())))();
"""


def told(story: str, given: object = None) -> object:
    source = f"async function story() {{ {story} }}\n{WORKER}"
    return ran(source, str(SCRIPT), given={"rooms": SECRET_ROOMS, "given": given})


def addresses_of_secrets() -> list[str]:
    """As Django writes them."""
    found = get_resolver().reverse_dict
    routes = {found.getlist(name)[0][0][0][0] for name in secret_patterns(get_resolver())}
    return ["/" + re.sub(r"%\(\w+\)s", "key-to-it", route) for route in routes]


def test_the_rooms_of_secrets_are_those_of_all_secret_pages():
    assert {address.split("/")[1] for address in addresses_of_secrets()} == set(SECRET_ROOMS)


def test_a_secret_page_is_left_to_the_network_alone():
    secret = addresses_of_secrets()
    assert told("return isLeft(given);", [*secret, "/trip/", "/subscribe/", "/list/", "/"]) == secret


@pytest.mark.django_db
def test_the_worker_is_told_the_rooms_of_secrets(anonymous):
    rooms = ", ".join(f'"{room}"' for room in SECRET_ROOMS)
    assert f"self.secretRooms = [{rooms}];" in anonymous.get("/sw.js").content.decode()


OF_ONE_PERSON = ["/desk/", "/admin/x/", "/login/", "/logout/", "/password/", "/language/", "/api/staff/v1/x/"]
WORTH_NOTHING_WHEN_OLD = ["/healthz", "/readyz", "/sw.js", "/embed/map/", "/pictures/x.png", "/photos/x.jpg"]


def test_what_is_of_one_person_or_worth_nothing_when_old_is_left_to_the_network_alone():
    paths = [*OF_ONE_PERSON, *WORTH_NOTHING_WHEN_OLD]
    assert told("return isLeft(given);", paths) == paths
    assert told("return [answerTo('/list/', { method: 'POST' }) ?? null];") == [None]
    assert told("return answerTo('', { url: 'https://elsewhere.example/list/' }) ?? null;") is None


ASKED_TWICE = """
  const list_at = (box) => `/api/v1/road-events/?bbox=${box}`;
  network = async () => list({ id: 1, told: "old" }, { id: 2, told: "old" });
  await answerTo(list_at("1,1,2,2"));
  const [[, first]] = (await caches.open("answers-1")).kept;
  first.headers.set("X-Kept-At", "2026-06-10T07:00:00Z");
  network = async () => list({ id: 1, told: "new" }, { id: 3, told: "new" });
  await answerTo(list_at("1,1,3,3"));
  network = async () => { throw new TypeError("no connection"); };
"""


def test_a_list_without_a_connection_is_all_that_was_seen_of_it_and_of_each_the_newest():
    answer = told(
        ASKED_TWICE
        + """
        const found = await answerTo(list_at("5,5,6,6"));
        return [(await found.json()).features, found.headers.get("X-Kept-At")];
        """
    )
    newest = [{"id": 1, "told": "new"}, {"id": 2, "told": "old"}, {"id": 3, "told": "new"}]
    assert answer == [newest, "2026-06-10T07:00:00Z"], "it is as old as the oldest of it"


def test_a_list_of_another_question_is_no_answer():
    assert told(ASKED_TWICE + "return answerTo(list_at('1,1,2,2') + '&kind=closure').catch(() => 'none');") == "none"


def test_a_list_that_was_asked_for_whole_is_no_collection_of_others():
    """A figure of the city, or the days of the scale of time: it is the same question or none."""
    story = ASKED_TWICE + "return answerTo('/api/v1/road-events/').then(() => 'found', () => 'none');"
    assert told(story) == "none"


def test_a_question_that_was_given_up_is_answered_by_nothing():
    story = ASKED_TWICE + "return answerTo(list_at('1,1,2,2'), { signal: { aborted: true } }).catch(() => 'none');"
    assert told(story) == "none"


def test_a_fault_is_not_kept():
    story = """
        network = async () => new Response('{"features": []}', { status: 500 });
        await answerTo("/api/v1/road-events/?kind=closure");
        network = async () => { throw new TypeError("no connection"); };
        return answerTo("/api/v1/road-events/?kind=closure").then(() => "kept", () => "none");
    """
    assert told(story) == "none"


def test_the_list_beside_the_map_is_that_of_the_nearest_question_and_a_card_is_its_own_or_none():
    story = """
        network = async (request) => new Response(new URL(request.url).search || "card");
        await answerTo("/?part=list&map=16/57.15/65.54&when=now");
        await answerTo("/events/1/card/?at=2026-06-10T12:00");
        network = async () => { throw new TypeError("no connection"); };
        const found = (path) => answerTo(path).then((answer) => answer.text(), () => "none");
        return Promise.all(given.map(found));
    """
    near, other = "/?part=list&map=13/57/65&when=now", "/?part=list&map=13/57/65"
    cards = ["/events/1/card/", "/events/1/card/?at=2026-06-10T12:00&map=13/57/65"]
    assert told(story, [near, other, *cards]) == ["?part=list&map=16/57.15/65.54&when=now", "none", "none", "none"]


def test_a_part_of_a_page_is_no_page():
    story = """
        network = async () => new Response("<ul></ul>");
        await answerTo("/list/?part=list");
        network = async () => { throw new TypeError("no connection"); };
        return answerTo("/list/", { mode: "navigate" }).then(() => "part", () => "none");
    """
    assert told(story) == "none"


def test_what_has_a_new_name_for_a_new_content_is_asked_for_once():
    story = """
        let asked = 0;
        network = async () => { asked += 1; return new Response("script"); };
        const texts = [];
        for (const path of ["/static/a.1.js", "/static/a.1.js", "/static/a.2.js"])
          texts.push(await (await answerTo(path)).text());
        return [asked, texts];
    """
    assert told(story) == [2, ["script"] * 3]


def test_a_part_of_the_ground_is_asked_for_once():
    story = """
        const asked = [];
        const part = () => new Response("part", { status: 206, headers: { "Content-Range": "bytes 0-3/9" } });
        network = async (request) => { asked.push(request.headers.get("Range")); return part(); };
        const range = (Range) => ({ headers: new Headers({ Range }) });
        for (const bytes of ["bytes=0-3", "bytes=0-3", "bytes=4-8"]) {
          const answer = await answerTo("/basemap/city-1.pmtiles", range(bytes));
          if (answer.status !== 206 || await answer.text() !== "part") asked.push("wrong");
        }
        return asked;
    """
    assert told(story) == ["bytes=0-3", "bytes=4-8"]


def test_stores_of_an_earlier_worker_go_and_todays_stay():
    story = """
        for (const name of ["pages-0", "pages-1", "files-1"]) await caches.open(name);
        await worker.settled();
        return [...stores.keys()];
    """
    assert told(story) == ["pages-1", "files-1"]


def test_what_is_kept_of_a_kind_is_bounded_and_the_oldest_goes():
    """One that comes again is the newest."""
    story = """
        const store = await caches.open("x");
        for (const name of ["a", "b", "a", "c"]) await worker.keep(store, name, new Response(name), 2);
        return (await store.keys()).map(({ url }) => url);
    """
    assert told(story) == ["a", "c"]


def test_each_kind_of_what_is_kept_has_its_bound():
    story = """
        for (let number = 0; number < given; number += 1) {
          network = async () => list();
          await answerTo(`/tiles/road-events/14/${number}/0.mvt`);
          await answerTo(`/api/v1/road-events/?kind=${number}`);
          await answerTo(`/static/${number}.js`);
        }
        return Object.fromEntries([...stores].map(([name, store]) => [name, store.kept.size]));
    """
    assert told(story, 310) == {"tiles-1": 300, "answers-1": 60, "files-1": 300}


@pytest.mark.parametrize(
    ("path", "headers", "body"),
    [
        ("/list/", {"Cache-Control": "no-store"}, "{}"),
        ("/list/?near=65.5,57.1", {}, "{}"),
        ("/districts/at/?lat=57.1&lon=65.5", {}, "{}"),
        ("/list/", {"Content-Type": "text/html"}, "<!doctype html><html><title>of one person</title></html>"),
    ],
    ids=["no-store", "near", "position", "page that is not everybody's"],
)
def test_what_tells_of_somebody_is_not_kept(path, headers, body):
    story = """
        network = async () => new Response(given.body, { headers: given.headers });
        const answer = await answerTo(given.path, { mode: "navigate" });
        return [await answer.text(), (await caches.open("pages-1")).kept.size];
    """
    assert told(story, {"path": path, "headers": headers, "body": body}) == [body, 0]


def test_a_page_of_everybody_is_kept_and_says_how_old_it_is():
    page = '<!doctype html><html lang="ru"><meta name="offline" content="keep"></html>'
    story = """
        network = async () => new Response(given, { headers: { "Content-Type": "text/html" } });
        await answerTo("/list/", { mode: "navigate" });
        network = async () => { throw new TypeError("no connection"); };
        const found = await answerTo("/list/?when=today", { mode: "navigate" });
        return found.text();
    """
    assert re.fullmatch(
        r'<!doctype html><html data-kept-at="\d{4}-.*Z" lang="ru"><meta name="offline".*', told(story, page)
    )
