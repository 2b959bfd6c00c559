"""How schemathesis signs in as a dispatcher: by the cookies of a browser that has."""


class AsDispatcher:
    """A subclass says whose cookies."""

    session = csrf = ""

    def get(self, case, context) -> tuple[str, str]:
        return self.session, self.csrf

    def set(self, case, cookies: tuple[str, str], context) -> None:
        session, csrf = cookies
        case.cookies = {**(case.cookies or {}), "sessionid": session, "csrftoken": csrf}
        case.headers = {**(case.headers or {}), "X-CSRFToken": csrf}
