"""A dispatcher's client that keeps what the desk's API asks for: whoever writes says which version was read."""

from django.test import Client

EVENTS = "/api/staff/v1/road-events/"

OF_PROPOSAL = ("approve", "return")


def version_of(desk: Client, pk: int) -> str:
    return desk.get(f"{EVENTS}{pk}/").headers.get("ETag", "")


def do(desk: Client, pk: int, verb: str, values: dict | None = None, *, version: str | None = None):
    """The verb on the version that stands, or on the one that is named."""
    read = desk.get(f"{EVENTS}{pk}/")
    named = {"If-Match": version or read.headers.get("ETag", "")}
    seen = {"proposal": read.json()["proposal"]} if verb in OF_PROPOSAL and read.status_code == 200 else {}
    return desk.post(f"{EVENTS}{pk}/{verb}/", seen | (values or {}), content_type="application/json", headers=named)


def change(desk: Client, pk: int, values: dict, *, version: str | None = None):
    """On the version that stands, and on what waits; or on the version that is named, of which nothing waited."""
    read = desk.get(f"{EVENTS}{pk}/")
    named = {"If-Match": version or read.headers.get("ETag", "")}
    seen = {} if version or read.status_code != 200 else {"proposal": read.json()["proposal"]}
    return desk.patch(f"{EVENTS}{pk}/", seen | values, content_type="application/json", headers=named)


def page_of(client: Client, pk: int) -> str:
    """The event's page, and what it asks for once it is there: what the change that waits would make of it."""
    parts = client.get(f"/desk/events/{pk}/"), client.post(f"/desk/events/{pk}/outcome/")
    return "".join(part.content.decode() for part in parts if part.status_code == 200)
