"""A small browser over real HTTP, without JavaScript: keeps its cookies and connection, sends forms as they stand."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.test import Client

from network.models import User
from tests.forms import Form, post_forms

CSRF = "a" * 32


@contextmanager
def surfers(url: str, users: list[User]) -> Iterator[list["Surfer"]]:
    """One surfer per user, logged in; their connections close at the end."""
    all_of_them = [Surfer.logged_in(url, user) for user in users]
    try:
        yield all_of_them
    finally:
        for surfer in all_of_them:
            surfer.close()


@dataclass
class Answer:
    """What came back."""

    status: int
    body: str
    location: str


@dataclass
class Surfer:
    """One person with one connection to the house at `url`."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    line: http.client.HTTPConnection | None = None

    @classmethod
    def logged_in(cls, url: str, user: User) -> "Surfer":
        """With a session made in the database, so that a race does not begin with passwords."""
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        return cls(url, {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: CSRF})

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, data: dict[str, str | list[str]]) -> Answer:
        body = urlencode({**data, "csrfmiddlewaretoken": self.cookies.get(settings.CSRF_COOKIE_NAME, "")}, doseq=True)
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def form(self, path: str, action: str = "") -> Form:
        """The form on a page that changes something (the one whose address has `action` in it)."""
        return next(form for form in post_forms(self.get(path).body, path) if action in form.action)

    def ask(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        if self.line is None:
            self.line = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self.line.request(method, path, body, {"Cookie": cookies, "Origin": self.url, **(headers or {})})
            response = self.line.getresponse()
        except (http.client.BadStatusLine, BrokenPipeError, ConnectionResetError):
            # the server closed the idle connection; what was asked never arrived
            self.close()
            return self.ask(method, path, body, headers)
        self.keep_cookies(response)
        return Answer(response.status, response.read().decode(errors="replace"), response.getheader("Location", ""))

    def keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie", []):
            name, _, value = header.split(";")[0].partition("=")
            self.cookies[name] = value
