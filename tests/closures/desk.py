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
    named = {"If-Match": version or version_of(desk, pk)}
    return desk.patch(f"{EVENTS}{pk}/", values, content_type="application/json", headers=named)
