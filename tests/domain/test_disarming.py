"""No text that begins like a formula goes out as one, by whatever way it goes."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.disarming import armed, disarmed

PROGRAM = Path(__file__).resolve().parents[2] / "senco_desk"
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


@given(st.text(max_size=20) | st.builds(lambda start, rest: start + rest, st.sampled_from(STARTS), st.text(max_size=9)))
def test_what_is_disarmed_begins_like_no_formula_and_loses_nothing(text: str) -> None:
    told = disarmed(text)
    assert not told.startswith(STARTS)
    assert told.replace("'", "") == text.replace("'", "")
    assert armed(told) == text


@given(st.lists(st.sampled_from([*STARTS, ";", "|", "'", " ", "\u200b", "a", "1", '"', ","]), max_size=12).map("".join))
def test_cut_at_any_separator_no_piece_begins_like_a_formula(text: str) -> None:
    """A spreadsheet set to semicolons cuts our lines there, whatever quotes stand around."""
    told = disarmed(text)
    assert armed(told) == text
    for piece in re.split(r"[;|\t\r\n]", told):
        assert not piece.strip(" \u200b").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")), (text, told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (";=1+1", ";'=1+1"),
        ("a;=1+1;b", "a;'=1+1;b"),
        ("a; \u200b-2", "a;' \u200b-2"),
        ("\ufeff=1", "'\ufeff=1"),
        ("a=1; b", "a=1; b"),
    ],
)
def test_what_begins_a_cell_in_another_country_is_guarded_too(text: str, told: str) -> None:
    assert disarmed(text) == told


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
