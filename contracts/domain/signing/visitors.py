"""What is known of the browser in which somebody opens, reads or signs; it goes into the evidence as it is."""

from dataclasses import dataclass

MOST_CHARACTERS = 300


@dataclass(frozen=True)
class Visitor:
    """Where somebody came from. `session_hash` is a SHA-256 of the session key, never the key; `login` how he logged in.

    All of it is said by the browser, or by the network before it: worth something as evidence together, nothing alone.
    """

    ip: str
    user_agent: str
    session_hash: str
    timezone: str = ""
    login: str = ""

    def data(self) -> dict[str, str]:
        """For an event: printable, of a decent length, without what is empty."""
        said = {
            "ip": self.ip,
            "user_agent": self.user_agent,
            "session": self.session_hash,
            "timezone": self.timezone,
            "login": self.login,
        }
        return {name: clean(text) for name, text in said.items() if text}


def clean(text: str) -> str:
    """Without what is no letter, sign or space (a NUL, half a character), which neither database nor hash can take."""
    return "".join(each for each in text if each.isprintable())[:MOST_CHARACTERS]
