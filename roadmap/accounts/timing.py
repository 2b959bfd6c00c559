"""When an account tells something: how long before the start, and not in its quiet hours unless it cannot wait."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from roadmap.models import Account

GRAVE = 5  # of severity: it wakes people
EVENING = time(18)  # by the city's clock: digests, reminders on the eve


@dataclass(frozen=True)
class News:
    """`starts_at`: of what is announced and has not begun; None for everything else."""

    severity: int = 1
    starts_at: datetime | None = None


def planned_at(account: Account, news: News, at: datetime) -> datetime:
    """When it is time to announce it, whatever the hour."""
    if news.starts_at is None or account.announce_hours is None:
        return at
    return max(at, news.starts_at - timedelta(hours=account.announce_hours))


def is_urgent(account: Account, news: News, at: datetime) -> bool:
    """It does not wait for the end of the quiet hours, in which it would begin."""
    begins_meanwhile = news.starts_at is not None and at <= news.starts_at < account.next_loud(at)
    return news.severity >= GRAVE or begins_meanwhile


def leaves_at(account: Account, news: News, at: datetime) -> datetime:
    planned = planned_at(account, news, at)
    if is_urgent(account, news, planned):
        return planned
    evening = digest_at(account, news, at)
    return evening if evening else account.next_loud(planned)


def digest_at(account: Account, news: News, at: datetime) -> datetime | None:
    """The evening that an announcement waits for; None where it would begin before, or the account wants no digest."""
    planned = planned_at(account, news, at)
    if account.digest_above is None or news.starts_at is None or is_urgent(account, news, planned):
        return None
    today = planned.astimezone(account.city.zone).date()
    evening = next(each for day in (0, 1) if (each := _evening(account, today + timedelta(days=day))) > planned)
    evening = account.next_loud(evening)
    return evening if evening < news.starts_at else None


def _evening(account: Account, day: date) -> datetime:
    return datetime.combine(day, EVENING, account.city.zone)
