"""What an operator looks for that is of one person, an e-mail or a phone: kept in the session under a name without
meaning, so that no address, and so no log and no history of a browser, holds it. It goes with the session.
"""

import secrets
from collections.abc import MutableMapping

SOUGHT = "sought"  # also the name of the parameter of an address
MOST = 20  # searches of one session


def keep(session: MutableMapping, words: str) -> str:
    """The name that these words have in addresses of this session."""
    held = session.get(SOUGHT, {})
    known = next((name for name, told in held.items() if told == words), None)
    if known is None:
        known = secrets.token_urlsafe(9)
        session[SOUGHT] = dict([*held.items(), (known, words)][-MOST:])
    return known


def words_of(session: MutableMapping, name: str) -> str:
    """Empty where this session knows of none."""
    return session.get(SOUGHT, {}).get(name, "")
