"""A change that waits for a second person, in the form of who sent it: what they add is put upon it, and nothing of it
is dropped unnamed."""

from collections.abc import Mapping, Sequence

from closures.models import ProposedChange, RoadEvent
from roadmap.models import User

SHORT_FORM = ("geometry", "direction", "toward", "places")


def own_waiting(event: RoadEvent, user: User) -> ProposedChange | None:
    """Their change that waits, or was returned to them."""
    waiting = ProposedChange.objects.filter(event=event, verb=ProposedChange.Verb.CHANGE, source=None)
    return waiting.filter(by=user).first()


def with_own_waiting(event: RoadEvent, told: Mapping, reader: User) -> dict:
    """The event as the desk edits it (`told`), with what waits of the reader's own."""
    waiting = own_waiting(event, reader)
    if waiting is None:
        return dict(told)
    given = {name: value for name, value in waiting.values.items() if name in told and name != "kind"}
    return together(told, given)


def together(before: Mapping, given: Mapping) -> dict:
    """Both as the API takes an event: what is not given stays as it was before."""
    merged = {**before, **given}
    if "phases" in before and "phases" in given:
        merged["phases"] = [_stage(_of_id(before["phases"], phase), phase) for phase in given["phases"]]
    return merged


def _of_id(rows: Sequence[Mapping], given: Mapping) -> Mapping:
    return next((row for row in rows if row.get("id") and row["id"] == given.get("id")), {})


def _stage(before: Mapping, given: Mapping) -> dict:
    """Its place may come in the short form, which is that of its one place."""
    merged = {**before, **given}
    if "locations" in given:
        there = before.get("locations", ())
        merged["locations"] = [{**_of_id(there, place), **place} for place in given["locations"]]
    elif len(before.get("locations", ())) == 1:
        short = {name: given[name] for name in SHORT_FORM if name in given}
        merged["locations"] = [{**before["locations"][0], **short}]
    return merged
