"""The validator of others: UBL 2.1 XSD, EN 16931, Peppol BIS 3 and NLCIUS. It lies outside the repository."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[3] / "shared" / "tools" / "validate_einvoice.py"
NEEDS_TOOL = pytest.mark.skipif(not TOOL.is_file(), reason="the outside validator lies outside the repository")


@dataclass(frozen=True)
class Verdict:
    errors: list[str]
    warnings: list[str]

    @property
    def is_sound(self) -> bool:
        return not self.errors

    def names(self, rule: str) -> bool:
        """Whether it says that this rule is broken; what the schema refuses, the rules never get to see."""
        said = re.findall(r"(?m)^(?:EN16931|PEPPOL|NLCIUS) (\S+):", "\n".join(self.errors + self.warnings))
        return rule in said or any(error.startswith("XSD") for error in self.errors)


def judge(files: dict[str, bytes], folder: Path) -> dict[str, Verdict]:
    """The verdict on each file, by name."""
    for name, written in files.items():
        (folder / f"{name}.xml").write_bytes(written)
    paths = [str(folder / f"{name}.xml") for name in files]
    command = [sys.executable, str(TOOL), *paths]
    told = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    found = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(found) == len(files), told.stderr
    return {Path(each["file"]).stem: Verdict(each["errors"], each["warnings"]) for each in found}
