"""Which records may be one child's, and which never are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from senco_desk.domain.duplicates import differing, joined, left_over, pair_key, pairs, proposed, reasons, similar
from senco_desk.domain.pupils import Pupil

BORN = date(2016, 5, 4)


def a_pupil(pupil_id: str, forename: str = "Amelia", surname: str = "Khan", **fields: object) -> Pupil:
    usual = {"id": pupil_id, "legal_forename": forename, "legal_surname": surname, "date_of_birth": BORN}
    return Pupil.model_validate(usual | fields)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Mohammed", "Mohamed", True),
        ("Sam", "Samuel", True),
        ("O’Neill", "Oneill", True),
        ("Świątek", "Swiatek", True),
        ("Sarah", "Sarha", True),
        ("Ben", "Len", False),
        ("Anna", "Noor", False),
        ("Leo", "Theo", False),
        ("", "Amelia", False),
    ],
)
def test_names_are_alike_where_one_is_a_slip_of_the_other(one: str, other: str, alike: bool) -> None:
    assert similar(one, other) is alike
    assert similar(other, one) is alike


def test_twins_are_two_children() -> None:
    assert pairs([a_pupil("1", "Aisha"), a_pupil("2", "Mohammed")]) == []


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"former_upn": "A1"}, "UPN A1"),
        ({"forename": "Amelea"}, "similar name"),
        ({"forename": "Khan", "surname": "Amelia"}, "the same name"),
        ({"date_of_birth": date(2016, 4, 5)}, "may be mistyped"),
        ({"date_of_birth": None}, "no date of birth"),
        ({"date_of_birth": date(2015, 11, 30), "year_group": "4"}, "same year group"),
        ({"forename": "Zed", "surname": "Q", "date_of_birth": None, "nhs_number": "943 476 5919"}, "NHS number"),
    ],
)
def test_each_pair_says_why(other: dict[str, object], why: str) -> None:
    first = a_pupil("1", upn="A1", year_group="4", nhs_number="9434765919")
    (pair,) = pairs([first, a_pupil("2", **{"upn": "B2"} | other)])
    assert any(why in each for each in pair.why), pair.why
    assert pairs([first, pair.second], [pair_key("2", "1")]) == []


def test_the_likeliest_pair_comes_first() -> None:
    same = a_pupil("3", "Noor", "Haddad", upn="A1", date_of_birth=date(2015, 1, 1), year_group="5")
    again = a_pupil("4", "Noor", "Haddad", former_upn="A1", date_of_birth=date(2015, 1, 1))
    weak = [a_pupil("1", year_group="4"), a_pupil("2", date_of_birth=date(2015, 11, 30), year_group="4")]
    assert [pair.id for pair in pairs([*weak, same, again])] == [("3", "4"), ("1", "2")]


_FIELDS = ("class_name", "medical", "nhs_number", "strengths", "upn", "former_upn", "preferred_forename")


@given(
    one=some.fixed_dictionaries({name: some.sampled_from(("", "A1", "B2", "C3")) for name in _FIELDS}),
    other=some.fixed_dictionaries({name: some.sampled_from(("", "A1", "B2", "C3")) for name in _FIELDS}),
    take=some.sets(some.sampled_from(_FIELDS)),
    guarded=some.tuples(some.booleans(), some.booleans()),
)
def test_every_value_is_in_the_record_that_is_made_or_is_left_over_for_the_note(
    one: dict[str, str], other: dict[str, str], take: set[str], guarded: tuple[bool, bool]
) -> None:
    first, second = a_pupil("1", **one, see_dsl=guarded[0]), a_pupil("2", **other, see_dsl=guarded[1])
    made = joined(first, second, take)
    assert made.id == first.id
    assert made.see_dsl == any(guarded), "who should be asked is never lost, and never written out"
    said = {each.second for each in left_over(first, second, made)}
    for pupil in (first, second):
        for name in _FIELDS:
            value = getattr(pupil, name)
            numbers = {made.upn, made.former_upn} if name in ("upn", "former_upn") else set()
            assert not value or value == getattr(made, name) or value in said | numbers, name
    assert all(getattr(first, name) in ("", None, False) for name in proposed(first, second))
    assert "see_dsl" not in {each.field for each in differing(first, second)}


def test_nobody_is_a_pair_with_themself() -> None:
    assert reasons(a_pupil("1"), a_pupil("2", "Noor", "Haddad", date_of_birth=None)) == []
    assert pairs([a_pupil("1", upn="A1", former_upn="A1")]) == []
