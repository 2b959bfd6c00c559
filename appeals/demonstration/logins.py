"""The demonstration's users: posts, not persons. Their passwords are random, made once, and shown at every start."""

import json
import secrets
from pathlib import Path

from django.conf import settings

from roadmap.models import Agency, City, User
from roadmap.models.people import Role

MARK = "demonstration.invalid"  # the domain that tells our users from an installation's own
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def kept() -> Path:
    return Path(settings.DATA_DIR) / "demonstration.json"


def passwords(names: list[str]) -> dict[str, str]:
    """By username; made where the file has none, and written before anybody can sign in with them."""
    known = json.loads(kept().read_text()) if kept().exists() else {}
    missing = [name for name in names if name not in known]
    if missing:
        known |= {name: "".join(secrets.choice(LETTERS) for _letter in range(12)) for name in missing}
        fresh = kept().with_suffix(".new")
        fresh.parent.mkdir(parents=True, exist_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(known))
        fresh.replace(kept())
    return {name: known[name] for name in names}


def sign_up(city: City, rows: list[dict]) -> dict[str, User]:
    """By role. Users who were dismissed may sign in again."""
    words = passwords([row["username"] for row in rows])
    return {row["role"]: _user(city, row, words[row["username"]]) for row in rows}


def _user(city: City, row: dict, password: str) -> User:
    email = f"{row['username']}@{MARK}"
    user = User.objects.filter(email=email).first() or User(username=_free_name(row["username"]), email=email)
    is_chief = row["role"] == Role.ADMINISTRATOR
    user.first_name, user.roles, user.is_active = row["name"], [row["role"]], True
    user.agency = Agency.objects.filter(city=city, slug=row["agency"]).first()
    user.is_staff = user.is_superuser = is_chief
    if user.pk is None or not user.check_password(password):
        user.set_password(password)
    user.save()
    return user


def _free_name(name: str) -> str:
    """An installation's own user of that name is left alone."""
    return f"demo-{name}" if User.objects.filter(username=name).exists() else name


def shown(rows: list[dict], users: dict[str, User]) -> list[dict]:
    words = passwords([row["username"] for row in rows])
    return [
        {"username": users[row["role"]].username, "password": words[row["username"]], "role": row["role"]}
        for row in rows
    ]
