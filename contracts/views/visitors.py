"""Who knocks: what the evidence keeps of a browser, and how often it may knock."""

from hashlib import sha256

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponse

from contracts.domain.signing.visitors import Visitor
from fluxus.limits import is_used_up, within
from fluxus.web import respond

LOGIN_STEPS = "account_authentication_methods"
"""Where allauth keeps how somebody logged in: password, code by mail, passkey, second factor."""
HOUR = 3600
TEN_MINUTES = 600
MOST_WRONG_ADDRESSES = 20
MOST_CODES_SENT, MOST_CODES_SENT_PER_IP = 6, 30
MOST_CODES_TRIED = 30


def visitor(request: HttpRequest, *, timezone: str = "") -> Visitor:
    """Address and browser of this request. The session is kept as a hash: it proves sameness and opens nothing."""
    key = request.session.session_key or ""
    return Visitor(
        ip=address(request),
        user_agent=request.headers.get("User-Agent", ""),
        session_hash=sha256(key.encode()).hexdigest() if key else "",
        timezone=timezone,
        login=", ".join(step["method"] for step in request.session.get(LOGIN_STEPS, [])),
    )


def address(request: HttpRequest) -> str:
    """The address this request comes from; behind a proxy the one that the proxy saw."""
    return get_client_ip(request) or ""


def may_look(request: HttpRequest) -> bool:
    """Nobody guesses tokens: after twenty wrong ones in ten minutes an address sees nothing for a while."""
    return not is_used_up(f"token:{address(request)}", most=MOST_WRONG_ADDRESSES - 1)


def note_wrong_address(request: HttpRequest) -> None:
    within(f"token:{address(request)}", most=MOST_WRONG_ADDRESSES, seconds=TEN_MINUTES)


def may_send_code(request: HttpRequest, asked_id: int) -> bool:
    """Six codes an hour for one agreement, thirty for one address."""
    return within(f"code:{asked_id}", most=MOST_CODES_SENT, seconds=HOUR) and within(
        f"codes:{address(request)}", most=MOST_CODES_SENT_PER_IP, seconds=HOUR
    )


def may_try_code(request: HttpRequest, asked_id: int) -> bool:
    """The domain counts the tries of one code; this counts them over all codes."""
    return within(f"try:{asked_id}", most=MOST_CODES_TRIED, seconds=HOUR)


def too_many(request: HttpRequest) -> HttpResponse:
    """Told in words, with the time after which it works again."""
    response = respond(request, "contracts/signing/too_many.html", status=429)
    response.headers["Retry-After"] = str(TEN_MINUTES)
    return response
