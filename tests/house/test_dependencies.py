"""Every dependency is locked, and has its line of reasons with a licence that an MIT program can ship beside."""

from __future__ import annotations

import re
import tomllib

from tests.house.sources import ROOT


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_every_dependency_is_locked_and_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {_name(each) for each in (*project["dependencies"], *project["optional-dependencies"]["dev"])}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {line.split("==")[0] for line in lock.splitlines() if "==" in line and not line.startswith(" ")}
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower().replace("_", "-")
    assert wanted - locked == set()
    assert {name for name in wanted if f"| {name} " not in page} == set()
    assert {name for name in locked if name not in page} == set()


def test_no_line_states_a_licence_that_would_bind_the_program() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    licences = [line.rsplit("|", 2)[1] for line in page.splitlines() if line.startswith("| ")]
    assert [licence for licence in licences if "AGPL" in licence or re.match(r"\s*GPL", licence)] == []
    assert len(licences) > 20
