"""Accounts of networks that simulators stand for."""

from roadmap.models import Account
from tests.conftest import NOW


def account(agency, network: str, place: str, keys: dict[str, str], **told) -> Account:
    values = {"city": agency.city, "network": network, "name": network, "owner": agency, "made_at": NOW} | told
    row = Account(place=place, **values)
    row.seal_keys(keys)
    row.save()
    return row
