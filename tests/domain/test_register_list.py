"""A list that leaves the desk tells nothing of the columns that stay in it, whatever it is sorted and filtered by."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.custom_fields import CustomField
from senco_desk.domain.register import RegisterRow
from senco_desk.domain.register_columns import CUSTOM, by_id, register_columns
from senco_desk.domain.register_filters import Filter
from senco_desk.domain.register_list import NOT_SAID, Listing, in_order, listing

BUS = CustomField(id="bus", name="Bus", kind="text")
PLAN = CustomField(id="plan", name="CP plan", kind="text", on_paper=False)
COLUMNS = register_columns((BUS, PLAN))
KNOWN = by_id(COLUMNS)
OPEN = [column.id for column in COLUMNS if column.goes_out]
STAYS = ["dsl", f"{CUSTOM}plan"]


def a_row(at: int, name: str, year: str, plan: str, *, dsl: bool) -> RegisterRow:
    return RegisterRow(
        pupil_id=f"p{at}", upn=f"U{at}", forename=name, surname="X", year_group=year, class_name="", status="K",
        since=None, needs=(), see_dsl=dsl,
        custom={"plan": plan},
    )  # fmt: skip


@st.composite
def some_rows(draw: st.DrawFn) -> list[RegisterRow]:
    parts = st.tuples(
        st.sampled_from("ABCD"), st.sampled_from("123"), st.sampled_from(["", "Yes", "No"]), st.booleans()
    )
    return [a_row(at, name, year, plan, dsl=dsl) for at, (name, year, plan, dsl) in enumerate(draw(st.lists(parts)))]


def a_list(rows: list[RegisterRow], *chosen: str | Filter, sorts: tuple[tuple[str, bool], ...] = ()) -> Listing:
    return listing(COLUMNS, rows, as_at=date(2026, 11, 20), on_roll=9, known=KNOWN, chosen=chosen, sorts=sorts)


def test_columns_that_stay_are_named_for_the_screen_alone() -> None:
    made = a_list([a_row(1, "A", "1", "Yes", dsl=True)])
    assert made.left_out == ("See the DSL", "CP plan")
    assert "Bus" in made.headers
    assert not {"See the DSL", "CP plan"} & set(made.headers)
    assert not [words for line in made.texts() for words in line if words in ("Yes", "See the DSL")]


@pytest.mark.parametrize(("way", "values"), [("has", ("Yes",)), ("empty", ()), ("filled", ())])
def test_a_filter_of_a_column_that_stays_is_not_put_into_words(way: str, values: tuple[str, ...]) -> None:
    hidden = Filter.model_validate({"column": f"{CUSTOM}plan", "way": way, "values": values})
    year = Filter(column="year", way="is", values=("4",))
    made = a_list([], "SEN Support", hidden, year, hidden, "“amel”")
    assert made.chosen == ("SEN Support", NOT_SAID, "Year 4", "“amel”")
    assert a_list([], Filter(column="gone", way="has", values=("x",))).chosen == ()


@given(some_rows(), st.lists(st.tuples(st.sampled_from([*OPEN, *STAYS]), st.booleans()), max_size=4), st.data())
def test_the_order_follows_from_what_may_be_told_alone(
    rows: list[RegisterRow], sorts: list[tuple[str, bool]], data: st.DataObject
) -> None:
    """Whatever stands in the columns that stay, and however that has ordered the rows on show, the list is the same."""
    left = in_order(rows, sorts, KNOWN)
    assert sorted(row.pupil_id for row in left) == sorted(row.pupil_id for row in rows)
    if any(name in STAYS for name, _ in sorts):
        other = data.draw(st.permutations(rows))
        assert in_order(other, sorts, KNOWN) == left
    else:
        assert left == tuple(rows)


def test_what_else_it_is_sorted_by_still_counts() -> None:
    rows = [a_row(1, "B", "1", "", dsl=True), a_row(2, "A", "2", "", dsl=True), a_row(3, "A", "1", "", dsl=False)]
    assert [row.pupil_id for row in in_order(rows, [("dsl", True), ("year", False)], KNOWN)] == ["p2", "p3", "p1"]
