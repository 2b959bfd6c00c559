"""Whether an account works: what its network said last."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from roadmap.models import Account, Delivery
from roadmap.said import Said

ONCE_IN = timedelta(minutes=1)


def works(account: Account, at: datetime, *, moved_to: str = "") -> None:
    """Where the network has given the place another number, all that stands there goes with it.

    Written once in a while, and at once after a failure: many workers post by one account.
    """
    is_news = Q(spoke_at=None) | Q(spoke_at__lt=at - ONCE_IN) | Q(failed_at__gte=F("spoke_at"))
    Account.objects.filter(is_news, pk=account.pk).update(spoke_at=at)
    if moved_to and moved_to != account.place:
        Account.objects.filter(pk=account.pk).update(place=moved_to)
        rows = Delivery.objects.filter(account=account)
        Delivery.objects.filter(pk__in=rows.held()).update(recipient=moved_to)


def fails(account: Account, why: Said, at: datetime) -> None:
    said = Said(why.sentence[:500], why.values).as_columns("reason")
    Account.objects.filter(pk=account.pk).update(failed_at=at, **said)
