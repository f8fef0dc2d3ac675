"""The shape of the code: short files, short functions, no hidden behaviour."""

import ast
import re
from collections.abc import Iterator
from statistics import median

import pytest

from tests.house.source import APPS, PACKAGES, Source, classes, functions, imports, python, sources

MOST_LINES_IN_FILE = 400
MOST_LINES_IN_FUNCTION = 50
MEDIAN_LINES_IN_FUNCTION = 10
NO_SUCH_MODULES = {"utils", "helpers", "signals", "receivers", "managers", "common", "misc"}
NEED_A_REASON = re.compile(r"#\s*(noqa|type: ignore|pragma)\b[^#]*$|mark_safe\(|csrf_exempt|pytest\.(skip|mark\.skip)")


def too_long(files: list[Source]) -> list[str]:
    return [f"{file.path}: {file.lines} lines" for file in files if file.lines > MOST_LINES_IN_FILE]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, the docstring aside."""
    docstring = ast.get_docstring(function, clean=False)
    return (function.end_lineno or 0) - function.lineno + 1 - (docstring.count("\n") + 1 if docstring else 0)


def long_functions(files: list[Source]) -> list[str]:
    return [
        f"{file.path}:{function.lineno} {function.name}: {length(function)} lines"
        for file in files
        for function in functions(file)
        if length(function) > MOST_LINES_IN_FUNCTION
    ]


def hidden_behaviour(file: Source) -> Iterator[str]:
    """Signals, generic foreign keys, `Meta.ordering`, overridden `save` and `delete` of models."""
    for name, line in imports(file):
        if re.match(r"django\.(db\.models\.signals|dispatch|contrib\.contenttypes\.(fields|generic))", name):
            yield f"{file.path}:{line} imports {name}"
    for node in classes(file):
        if node.name == "Meta":
            yield from (
                f"{file.path}:{part.lineno} Meta.ordering"
                for part in node.body
                if isinstance(part, ast.Assign) and any(ast.unparse(target) == "ordering" for target in part.targets)
            )
        if is_model(node):
            yield from (
                f"{file.path}:{part.lineno} {node.name}.{part.name}() is overridden"
                for part in node.body
                if isinstance(part, ast.FunctionDef) and part.name in {"save", "delete"}
            )


def is_model(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).split("[")[0] in {"models.Model", "AbstractBaseUser", "Model"} for base in node.bases)


def vague_modules(files: list[Source]) -> list[str]:
    return [file.path for file in files if NO_SUCH_MODULES & set(file.module.split("."))]


def without_reason(file: Source) -> Iterator[str]:
    """`noqa`, `type: ignore`, `mark_safe`, `csrf_exempt` and skipped tests say why, on the line or the one above."""
    lines = file.text.splitlines()
    for number, line in enumerate(lines, start=1):
        if not NEED_A_REASON.search(line) or line.lstrip().startswith(("from ", "import ")):
            continue
        above = lines[number - 2].strip() if number > 1 else ""
        has_reason = (
            re.search(r"#[^#]*#|reason=", line) or ("mark_safe(" in line and "#" in line) or above.startswith("#")
        )
        if not has_reason and not re.search(r"pytest\.skip\(", line):
            yield f"{file.path}:{number} {line.strip()}"


def test_no_file_is_long() -> None:
    pages = [page for suffix in (".html", ".css", ".js") for page in sources("templates", "static", suffix=suffix)]
    assert too_long(python(*PACKAGES, "tests") + pages) == []


def test_no_function_is_long() -> None:
    assert long_functions(python(*PACKAGES, "tests")) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_functions_are_short_at_the_median(package: str) -> None:
    lengths = [length(function) for file in python(package) for function in functions(file)]
    assert median(lengths or [0]) <= MEDIAN_LINES_IN_FUNCTION


def test_nothing_happens_behind_the_back() -> None:
    assert [fault for file in python() for fault in hidden_behaviour(file)] == []


def test_modules_are_named_after_what_they_hold() -> None:
    assert vague_modules(python()) == []


def test_exceptions_to_a_rule_say_why() -> None:
    assert [
        fault for file in python(*PACKAGES, "tests") for fault in without_reason(file) if "/house/" not in file.path
    ] == []


def test_apps_import_no_engine() -> None:
    """WeasyPrint has one door; the import contracts say the same, this also sees imports inside functions of tests."""
    engines = ("weasyprint", "segno")
    faults = [
        f"{file.path}:{line} imports {name}"
        for file in python(*APPS)
        for name, line in imports(file)
        if name.split(".")[0] == engines[0] or (name.split(".")[0] == engines[1] and "/domain/" not in file.path)
    ]
    assert faults == []


class TestItself:
    """Each check sees the fault that it is for."""

    def test_long_file(self) -> None:
        assert too_long([Source("a.py", "x = 1\n" * 401), Source("b.py", "x = 1\n" * 400)]) == ["a.py: 401 lines"]

    def test_long_function(self) -> None:
        body = "    x = 1\n" * 50
        assert long_functions([Source("a.py", f"def f():\n{body}")]) == ["a.py:1 f: 51 lines"]

    def test_docstring_does_not_count(self) -> None:
        text = 'def f():\n    """One.\n\n    Two.\n    """\n' + "    x = 1\n" * 49
        assert long_functions([Source("a.py", text)]) == []

    @pytest.mark.parametrize(
        "text",
        [
            "from django.db.models.signals import post_save",
            "from django.contrib.contenttypes.fields import GenericForeignKey",
            "class A(models.Model):\n    class Meta:\n        ordering = ['x']",
            "class A(models.Model):\n    def save(self): ...",
        ],
    )
    def test_hidden_behaviour(self, text: str) -> None:
        assert len(list(hidden_behaviour(Source("a.py", text)))) == 1

    def test_vague_module(self) -> None:
        assert vague_modules([Source("network/utils.py", ""), Source("network/domain/names.py", "")]) == [
            "network/utils.py"
        ]

    def test_missing_reason(self) -> None:
        comment = "#"
        bad = f"x = 1  {comment} noqa: E501\ny = 1  {comment} type: ignore[misc]\nz = mark_safe(z)\n"
        good = f"x = 1  {comment} noqa: E501  # a table\n# escaped by the caller\nz = mark_safe(z)\n"
        assert len(list(without_reason(Source("a.py", bad)))) == 3
        assert list(without_reason(Source("a.py", good))) == []
