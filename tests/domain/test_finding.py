"""Finding children by what is typed: who comes first, that each word needs a name of its own, and years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.finding import Children, findable, searchable, wanted, year_line
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.register import RegisterRow, filtered

TODAY = date(2026, 11, 20)


def a_pupil(forename: str, surname: str, **fields: object) -> Pupil:
    usual: dict[str, object] = {
        "id": f"{forename} {surname}",
        "legal_forename": forename, "legal_surname": surname, "year_group": "4", "class_name": "4B",
    }  # fmt: skip
    return Pupil.model_validate(usual | fields)


def a_row(**fields: object) -> RegisterRow:
    usual = RegisterRow("p", "J887999921000", "Amelia", "O’Neill", "7", "7B", "K", None, ("SLCN", "HI"))
    return replace(usual, **fields)  # type: ignore[arg-type]


def names(typed: str, *pupils: Pupil) -> list[str]:
    return [pupil.name for pupil in Children(map(findable, pupils)).likeliest(typed, today=TODAY)]


AMELIA_GRACE, GRACE_GRACE = a_pupil("Amelia", "Grace"), a_pupil("Grace", "Grace")
GRACE_DAY, GRACEY = a_pupil("Grace", "Day"), a_pupil("Gracey", "Adams")


def test_each_typed_word_needs_a_name_of_its_own():
    assert names("grace gr", AMELIA_GRACE, GRACE_GRACE, GRACE_DAY) == ["Grace Grace"]
    assert names("gr gr", AMELIA_GRACE, GRACE_GRACE) == ["Grace Grace"]
    assert names("am gr", AMELIA_GRACE, GRACE_GRACE) == ["Amelia Grace"]


def test_a_whole_name_comes_before_a_forename_and_a_forename_before_beginnings():
    everybody = (GRACEY, AMELIA_GRACE, GRACE_DAY, GRACE_GRACE)
    assert names("grace", *everybody) == ["Grace Day", "Grace Grace", "Amelia Grace", "Gracey Adams"]
    assert names("grace day", GRACE_DAY, a_pupil("Grace", "Daye"), a_pupil("Grace", "Abel-Day"))[0] == "Grace Day"
    assert names("day grace", GRACE_DAY) == ["Grace Day"]
    assert names("Day, Grace", GRACE_DAY) == ["Grace Day"]


def test_who_has_left_comes_after_who_is_here():
    left = a_pupil("Grace", "Abel", leaving_date=TODAY)
    leaving = a_pupil("Grace", "Zed", leaving_date=date(2026, 12, 18))
    assert names("grace", left, leaving, GRACEY) == ["Grace Zed", "Gracey Adams", "Grace Abel"]


def test_children_are_found_by_upn_class_and_year():
    child = a_pupil("Zoë", "Kowalski", upn="J887999921000", year_group="7", class_name="7B")
    for typed in ("J8879", "j887999921000", "7b", "year 7", "Yr 7", "y7", "zoe y7", "zoe 7b kow"):
        assert names(typed, child, GRACE_DAY) == ["Zoë Kowalski"], typed
    assert names("y4 zoe", child, GRACE_DAY) == []
    assert names("", child) == names("year", child) == []


def test_both_the_preferred_and_the_legal_name_are_found():
    child = a_pupil("Katarzyna", "Świątek", preferred_forename="Kasia")
    assert names("kasia swi", child) == names("katarzyna", child) == names("SWIATEK kat", child) == ["Kasia Świątek"]


@pytest.mark.parametrize(
    "typed",
    ["year 7", "Year 7", "yr 7", "yr7", "y7", "7b", "class 7b", "o'neill", "oneill", "neill", "am o", "slcn", "HI",
     "sen support", "support", "amelia year 7 sen", "J8879", "year", "yea", "1000"],
)  # fmt: skip
def test_a_row_of_the_register_is_found(typed):
    assert filtered([a_row()], typed)


@pytest.mark.parametrize("typed", ["year 1", "y71", "y77", "year 70", "mel", "ehc", "monitoring", "vi", "am am"])
def test_a_row_of_the_register_is_not_found(typed):
    assert not filtered([a_row()], typed)


def test_a_year_is_that_year_alone():
    first, tenth, reception = a_row(year_group="1"), a_row(year_group="10"), a_row(year_group="R", class_name="Oak")
    rows = [first, tenth, reception]
    assert filtered(rows, "year 1") == filtered(rows, "y01") == [first]
    assert filtered(rows, "y10") == [tenth]
    assert filtered(rows, "reception") == filtered(rows, "year r") == filtered(rows, "Yr R") == [reception]
    assert filtered(rows, "") == rows


WORDS = st.text(alphabet="aáb c1247BŁyr'’-", max_size=9)


@given(WORDS, WORDS, st.lists(WORDS, max_size=5))
def test_what_narrows_finds_nothing_that_was_not_found_before(typed, more, rows):
    lines = [searchable(row) for row in rows]
    before, after = wanted(typed), wanted(typed + more)
    if after.narrows(before):
        everywhere = range(len(lines))
        assert set(after.among(everywhere, lines)) <= set(before.among(everywhere, lines))


@given(st.text(max_size=20))
def test_any_name_is_found_by_its_own_words(name):
    assert (
        wanted(name).found_in(searchable(name))
        or any(letter.isdigit() or letter == "'" for letter in name)
        or (set(wanted(name).whole))
    )


@given(st.sampled_from(["R", *map(str, range(1, 15))]), st.sampled_from(["R", *map(str, range(1, 15))]))
def test_a_year_is_found_however_it_is_written_and_no_other(wanted_year, year):
    for typed in (f"year {wanted_year}", f"Yr {wanted_year}", f"y{wanted_year}"):
        assert wanted(typed).found_in(searchable(year_line(year))) == (wanted_year == year)
