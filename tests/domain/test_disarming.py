"""No text that begins like a formula goes out as one, by whatever way it goes."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.disarming import disarmed

PROGRAM = Path(__file__).resolve().parents[2] / "senco_desk"
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


@given(st.text(max_size=20) | st.builds(lambda start, rest: start + rest, st.sampled_from(STARTS), st.text(max_size=9)))
def test_what_is_disarmed_begins_like_no_formula_and_loses_nothing(text: str) -> None:
    told = disarmed(text)
    assert not told.startswith(STARTS)
    assert told in (text, f"'{text}")


@pytest.mark.parametrize("start", STARTS)
def test_every_start_is_known(start: str) -> None:
    assert disarmed(f"{start}1+1") == f"'{start}1+1"


def test_lists_are_written_in_one_place_only() -> None:
    """Another writer would need this guard too: it should be the one that has it."""
    found = set()
    for path in PROGRAM.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import) and any(each.name.startswith("xlsxwriter") for each in node.names):
                found.add(path.relative_to(PROGRAM).as_posix())
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("csv.writer", "csv.DictWriter"):
                found.add(path.relative_to(PROGRAM).as_posix())
    assert found == {"exchange/sheets.py"}
