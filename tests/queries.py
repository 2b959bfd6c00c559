"""How often something asks the database: compared between few rows and many."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(ask: Callable[[], object]) -> int:
    """The number is taken at once: the log of queries is emptied by the next request."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def cost(client: Client, address: str) -> int:
    """Of a page, once it has been asked: what is found out once a process does not count."""
    client.get(address)
    answers = []
    number = queries_of(lambda: answers.append(client.get(address)))
    assert answers[0].status_code == 200
    return number


WRITES = ("INSERT", "UPDATE", "DELETE", "SELECT nextval")


def written(ask: Callable[[], object]) -> list[str]:
    """What it writes, be it taken back, and the rows that it holds."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    statements = [str(query["sql"]) for query in asked]
    return [sql for sql in statements if sql.startswith(WRITES) or " FOR UPDATE" in sql or " FOR NO KEY UPDATE" in sql]
