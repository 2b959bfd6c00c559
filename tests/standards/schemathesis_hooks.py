"""Read by schemathesis in the long form of the check (CONTRIBUTING.md)."""

import os

import schemathesis

from tests.standards.signing_in import AsDispatcher


@schemathesis.auth(refresh_interval=None)
class OfEnvironment(AsDispatcher):
    session, csrf = os.environ["SESSIONID"], os.environ["CSRFTOKEN"]
