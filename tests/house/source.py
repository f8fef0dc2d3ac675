"""Reads the source of the house for the tests of its own rules."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("network", "bookings", "programmes", "contracts")
PACKAGES = ("fluxus", *APPS)
NOT_CODE = ("migrations", "data", "__pycache__")


@dataclass(frozen=True)
class Source:
    """One file, by its path inside the house."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def lines(self) -> int:
        return self.text.count("\n") + (not self.text.endswith("\n"))

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def sources(*folders: str, suffix: str = ".py") -> list[Source]:
    """Every file below the folders, migrations and data aside."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob(f"*{suffix}")))
    return [
        Source(str(path.relative_to(ROOT)), path.read_text()) for path in found if not set(path.parts) & set(NOT_CODE)
    ]


def python(*folders: str) -> list[Source]:
    return sources(*(folders or PACKAGES))


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def classes(source: Source) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef))


def imports(source: Source) -> Iterator[tuple[str, int]]:
    """Dotted names that are imported, with their line; `from a import b` gives `a.b`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def called(node: ast.Call) -> str:
    """The dotted name that is called, as far as it is plain: `app.send_task`."""
    return ast.unparse(node.func)
