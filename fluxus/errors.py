"""What a domain function says when it does not do what was asked."""

from typing import Any


class Refusal(Exception):
    """A rule of the house refuses; `sentence` is Dutch and meant for the person who asked.

    `field` names the form field it belongs to, `code` is for programs, `extra` carries what helps (alternatives, blockers).
    """

    def __init__(self, sentence: str, *, field: str | None = None, code: str = "", **extra: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.code = code
        self.extra = extra
