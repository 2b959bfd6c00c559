"""How often an address or an account may try something: counted in Redis, so that all processes count as one.

While Redis is away each process counts for itself: a broker that is away must stop neither the desk nor a resident, and
a stranger still does not get more than the limit times the number of processes.
"""

import logging
from collections.abc import Callable
from functools import lru_cache
from math import ceil
from time import monotonic, time
from typing import TypeVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

REDIS_PATIENCE_S = 0.5
REDIS_REST_S = 5  # a Redis that hangs is asked once in so many seconds
_redis = {"away_until": 0.0}
_of_this_process = MovingWindowRateLimiter(MemoryStorage())


def take(name: str, *whose: str) -> int:
    """Uses up one try of settings.RATES[name]: 0, or, where none is left, the seconds until there is one again."""
    return _take(*_counter(name, whose))


def take_of(rate: str, name: str, *whose: str) -> int:
    """As `take`, of a rate that somebody set for this one alone, such as “200/hour”."""
    return _take(parse(rate), (settings.LIMITS_PREFIX, name, *whose))


def _take(rate: RateLimitItem, key: tuple[str, ...]) -> int:
    return _counted(lambda limiter: _taken(limiter, rate, key))


def wait_of(name: str, *whose: str) -> int:
    """As `take`, but uses nothing up."""
    rate, key = _counter(name, whose)
    return _counted(lambda limiter: 0 if limiter.test(rate, *key) else _wait(limiter, rate, key))


def longest_counted_s() -> int:
    """After so many seconds nothing of a try is left."""
    return max(parse(rate).get_expiry() for rate in settings.RATES.values())


def forget(name: str, *whose: str) -> None:
    """The tries are given back."""
    rate, key = _counter(name, whose)
    _counted(lambda limiter: limiter.clear(rate, *key))


def _counter(name: str, whose: tuple[str, ...]) -> tuple[RateLimitItem, tuple[str, ...]]:
    return parse(settings.RATES[name]), (settings.LIMITS_PREFIX, name, *whose)


def _taken(limiter: MovingWindowRateLimiter, rate: RateLimitItem, key: tuple[str, ...]) -> int:
    return 0 if limiter.hit(rate, *key) else _wait(limiter, rate, key)


def _wait(limiter: MovingWindowRateLimiter, rate: RateLimitItem, key: tuple[str, ...]) -> int:
    return max(1, ceil(limiter.get_window_stats(rate, *key).reset_time - time()))


def _counted(ask: Callable[[MovingWindowRateLimiter], Answer]) -> Answer:
    if monotonic() >= _redis["away_until"]:
        try:
            return ask(_of_all_processes(settings.REDIS_URL))
        except StorageError as error:
            _redis["away_until"] = monotonic() + REDIS_REST_S
            log.warning("Redis is away (%s): limits count per process meanwhile.", error)
    return ask(_of_this_process)


@lru_cache
def _of_all_processes(url: str) -> MovingWindowRateLimiter:
    """The one retry is for a connection that Redis has closed meanwhile."""
    patience = {"socket_timeout": REDIS_PATIENCE_S, "socket_connect_timeout": REDIS_PATIENCE_S}
    return MovingWindowRateLimiter(
        RedisStorage(url, wrap_exceptions=True, retry=Retry(NoBackoff(), retries=1), **patience)
    )


def again_in(seconds: int) -> str:
    """A sentence that says when to try again."""
    if seconds < 60:
        return ngettext("Try again in %(n)d second.", "Try again in %(n)d seconds.", seconds) % {"n": seconds}
    minutes = ceil(seconds / 60)
    return ngettext("Try again in %(n)d minute.", "Try again in %(n)d minutes.", minutes) % {"n": minutes}


def too_often(seconds: int) -> str:
    return f"{_('Too many requests from this address.')} {again_in(seconds)}"
