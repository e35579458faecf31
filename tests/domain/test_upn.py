"""Unique pupil numbers: the published examples, the traps, and what a check letter is for."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain import upn
from senco_desk.domain.problems import RefusedError

PERMANENT = [
    "B801200005001",
    "P207000016049",
    "R674123101121",
    "C887999926001",
    "Q896999926002",
    "X885999926003",
    "V887999926004",
    "C896999926050",
    "T885999926120",
]
TEMPORARY = ["M20700001604A", "Y80120000500Z", "N88799992600A", "Z88799992600Z"]

made = st.builds(
    upn.make,
    st.integers(0, 999),
    st.integers(0, 9999),
    st.integers(1997, 2040),
    st.integers(0, 99),
    st.sampled_from(["", *upn.LETTERS]),
)


@pytest.mark.parametrize("number", PERMANENT)
def test_a_permanent_number_is_right(number: str) -> None:
    assert upn.check(number) == upn.UpnCheck(upn=number, valid=True, kind="permanent", problem="")


@pytest.mark.parametrize("number", TEMPORARY)
def test_a_temporary_number_is_right(number: str) -> None:
    assert upn.check(number) == upn.UpnCheck(upn=number, valid=True, kind="temporary", problem="")


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("A801200005001", "should be B, not A"),
        ("Q207000016049", "should be P, not Q"),  # two suppliers' help pages work it out to Q
        ("A123456789001", "should be Y, not A"),
        ("X80120000A001", "12 digits, or 11 digits and a letter"),
        ("I801200005001", "letter I is never used"),
        ("O801200005001", "letter O is never used"),
        ("S801200005001", "letter S is never used"),
        ("M20700001604O", "letter O is never used"),
        ("B80120000500", "this has 12"),
        ("B8012000050011", "this has 14"),
        ("1801200005001", "begins with a letter"),
        ("B80120000500É", "12 digits, or 11 digits and a letter"),
        ("B80120000500٣", "12 digits, or 11 digits and a letter"),
        ("", "Type the 13 characters"),
    ],
)
def test_a_wrong_number_says_what_is_wrong(number: str, says: str) -> None:
    found = upn.check(number)
    assert (found.valid, found.kind) == (False, None)
    assert says in found.problem
    assert found.upn == number


@pytest.mark.parametrize("typed", ["b801200005001", " B801 2000 05001 ", "B801200005001\u00a0", "\ufeffb801200005001"])
def test_case_and_spaces_do_not_matter(typed: str) -> None:
    assert upn.check(typed) == upn.check("B801200005001")


def test_no_authority_is_ever_rejected() -> None:
    """Authorities come and go: 838, 839 and 940 to 943 are missing from lists in wide use."""
    assert all(upn.check(upn.make(authority, 9999, 2026, 1)).valid for authority in range(1000))


@given(made)
def test_every_number_we_make_is_right(number: str) -> None:
    found = upn.check(number)
    assert found.valid
    assert found.kind == ("temporary" if number[-1].isalpha() else "permanent")


@given(made, st.integers(0, 12), st.data())
def test_one_wrong_character_is_always_found(number: str, place: int, data: st.DataObject) -> None:
    letters, digits = upn.LETTERS, "0123456789"
    alphabet = letters if number[place].isalpha() else digits
    wrong = data.draw(st.sampled_from([mark for mark in alphabet if mark != number[place]]))
    assert not upn.check(number[:place] + wrong + number[place + 1 :]).valid


@given(made, st.integers(1, 10))
def test_two_neighbouring_digits_swapped_are_always_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not upn.check(swapped).valid


@given(st.text(max_size=40))
def test_any_text_gets_an_answer_and_never_an_error(text: str) -> None:
    found = upn.check(text)
    assert found.valid != bool(found.problem)
    assert upn.normalise(found.upn) == found.upn


def test_making_one_refuses_what_does_not_fit() -> None:
    with pytest.raises(RefusedError):
        upn.make(887, 9999, 2026, 1000)
    with pytest.raises(RefusedError):
        upn.make(887, 9999, 2026, 100, "A")
    with pytest.raises(RefusedError):
        upn.check_letter("20700001604O")


def test_the_numbers_of_a_fictional_roll_are_right() -> None:
    roll = Path(__file__).parents[3] / "shared" / "data" / "roll" / "arbor.csv"
    if not roll.exists():
        pytest.skip("the fictional rolls are not beside this repository")
    with roll.open(encoding="utf-8-sig", newline="") as file:
        numbers = [row["UPN"] for row in csv.DictReader(file)]
    assert numbers
    assert [number for number in numbers if not upn.check(number).valid] == []
