"""The query of a list that somebody comes back to, as a form carries it."""

from django.http import QueryDict

MOST_LETTERS = 2000


def query_of(told: str) -> str:
    """Read and written anew, so that nothing but a query can stand in it."""
    return QueryDict(told[:MOST_LETTERS]).urlencode()
