"""Names typed nearly right: which slips are forgiven, and that nothing else is found by them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.finding import Children, findable, wanted
from senco_desk.domain.near_names import NearNames, slips, slips_forgiven, sound_of
from senco_desk.domain.pupils import Pupil

TODAY = date(2026, 11, 20)
NAME = st.text(alphabet="abcdeo", min_size=4, max_size=10)


@pytest.mark.parametrize(
    ("typed", "name", "away"),
    [("amelia", "amelia", 0), ("ameila", "amelia", 1), ("amlia", "amelia", 1), ("ameliaa", "amelia", 1),
     ("emelia", "amelia", 1), ("emelai", "amelia", 2), ("", "ab", 2)],
)  # fmt: skip
def test_a_slip_is_a_letter_more_less_other_or_swapped(typed: str, name: str, away: int) -> None:
    assert slips(typed, name, 2) == away
    assert slips(typed, name, away - 1) is None or not away


def test_the_rest_of_a_name_may_be_missing_while_it_is_typed() -> None:
    assert slips("kathre", "katherine", 1) is None
    assert slips("kathre", "katherine", 1, begun=True) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("mohamed", "muhammad"), ("catherine", "kathryn"), ("stephen", "steven"), ("aisha", "ayesha")],
)
def test_names_that_sound_alike(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other)


def test_short_words_are_forgiven_nothing() -> None:
    assert [slips_forgiven(word) for word in ("max", "zara", "charlie", "savannah")] == [0, 1, 1, 2]
    assert NearNames(["mia", "mya"]).meant("mia") == {}


@given(NAME, st.integers(0, 9), st.sampled_from("abcdeoz"), st.sampled_from(["swap", "drop", "add", "change"]))
def test_one_slip_in_a_name_always_finds_it(name: str, at: int, letter: str, how: str) -> None:
    at %= len(name)
    typed = {
        "swap": name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
        "drop": name[:at] + name[at + 1 :],
        "add": name[:at] + letter + name[at:],
        "change": name[:at] + letter + name[at + 1 :],
    }[how]
    if len(typed) >= 4 and not name.startswith(typed):
        assert NearNames([name, "zzzz"]).meant(typed).get(name) is not None


PUPILS = st.lists(st.tuples(st.sampled_from(["Ann", "Anna", "Ben", "Anne Marie", "Zoë"]),
                            st.sampled_from(["Day", "Dayes", "O’Neill", "Neill-Day", "Ann"])), max_size=8)  # fmt: skip


@given(PUPILS, st.text(alphabet="anebdyo'z 4", max_size=8))
def test_the_index_finds_whom_a_look_at_every_line_finds(names: list[tuple[str, str]], typed: str) -> None:
    pupils = [
        Pupil.model_validate({"id": str(at), "legal_forename": fore, "legal_surname": sur, "year_group": "4"})
        for at, (fore, sur) in enumerate(names)
    ]
    children = [findable(pupil) for pupil in pupils]
    asked = wanted(typed)
    by_eye = {
        child.pupil.id
        for child in children
        if asked and any(asked.found_in(name) or asked.found_in(name + child.facts) for name in child.names)
    }
    found = Children(children).likeliest(typed, today=TODAY)
    assert by_eye <= {pupil.id for pupil in found}
    assert {pupil.id for pupil in found[: len(by_eye)]} == by_eye
