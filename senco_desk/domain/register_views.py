"""A view of the register: which columns, how wide, sorted and filtered how. Kept under a name, or shipped.

Nothing of a view makes anybody wait: spending is set beside the threshold as a measure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydantic import Field, ValidationError

from senco_desk.domain.codes import year_order
from senco_desk.domain.folding import folded
from senco_desk.domain.problems import Problem
from senco_desk.domain.records import Record
from senco_desk.domain.register_filters import Filter
from senco_desk.domain.saved_views import SavedView, SavedViewDraft

USUAL = ("name", "year", "class", "status", "need1", "need2", "review", "to_date", "meter")
"""The columns on show until a person chooses others."""
ON_REGISTER = ("K", "E", "monitoring")
"""The chips that are on at first: everybody on the register, and those who are being watched."""


class RegisterView(Record):
    """How the register is shown. `columns` are in their order; `widths` in pixels at usual size; chips by their ids.

    `typed` is what stands in the filter field: in a view of one's own only, since it may be a child's name. So are
    filters for words in a column (`pupil has grace`).
    """

    columns: tuple[str, ...] = USUAL
    widths: dict[str, int] = Field(default_factory=dict)
    sorts: tuple[tuple[str, bool], ...] = (("name", True),)
    filters: tuple[Filter, ...] = ()
    chips: tuple[str, ...] = ON_REGISTER
    typed: str = ""

    def same_as(self, other: RegisterView) -> bool:
        """Whether two show the same: widths alone make no other view, nor does the order of filters and chips."""
        return self._essence() == other._essence()

    def _essence(self) -> tuple[object, ...]:
        return self.columns, self.sorts, frozenset(self.filters), frozenset(self.chips), self.typed.strip()

    def document(self, *, shared: bool) -> str:
        """The view as it is kept; words that somebody typed are not among what all see."""
        wordless = tuple(each for each in self.filters if each.way != "has")
        kept = self.model_copy(update={"typed": "", "filters": wordless}) if shared else self
        return json.dumps(kept.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)


def read_view(document: str) -> RegisterView:
    """A view as it was kept; what cannot be read of it (a later version's, say) is as usual."""
    try:
        parts = json.loads(document)
    except ValueError:
        return RegisterView()
    made = RegisterView()
    for name, value in parts.items() if isinstance(parts, dict) else ():
        if name in RegisterView.model_fields:
            try:
                made = RegisterView.model_validate(dict(made) | {name: value})
            except ValidationError:
                continue
    return made


@dataclass(frozen=True)
class ShippedView:
    """A view that comes with the program: it can be hidden, and never lost. `money` where it takes the right to it."""

    id: str
    name: str
    tip: str
    view: RegisterView
    money: bool = False


def _filter(column: str, way: str, *values: str) -> Filter:
    return Filter.model_validate({"column": column, "way": way, "values": values})


SHIPPED: tuple[ShippedView, ...] = (
    ShippedView(
        "due",
        "Reviews due this half-term",
        "Every review that is due by the end of this half-term, the overdue ones first.",
        RegisterView(
            columns=("name", "year", "class", "status", "need1", "review", "overdue", "contact"),
            sorts=(("review", True), ("name", True)),
            filters=(_filter("review", "within", "by-half-term"),),
        ),
    ),
    ShippedView(
        "undated",
        "No review date",
        "Children with SEN Support or an EHC plan for whom no day of the next review is set.",
        RegisterView(
            columns=("name", "year", "class", "status", "need1", "stage", "since", "contact"),
            sorts=(("year", True), ("name", True)),
            filters=(_filter("status", "is", "K", "E"), _filter("review", "empty")),
        ),
    ),
    ShippedView(
        "monitoring",
        "Monitoring over a term",
        "Children who have been watched for more than a term without a decision.",
        RegisterView(
            columns=("name", "year", "class", "monitored", "decide", "overdue", "attendance", "contact"),
            sorts=(("decide", True), ("name", True)),
            filters=(_filter("status", "is", "monitoring"), _filter("decide", "within", "past")),
        ),
    ),
    ShippedView(
        "threshold",
        "Near or over the threshold",
        "Forecast for the year at nine tenths of the threshold or more: a measure of spending, nothing else.",
        RegisterView(
            columns=("name", "year", "class", "status", "need1", "to_date", "forecast", "meter", "review"),
            sorts=(("forecast", False), ("name", True)),
            filters=(_filter("meter", "least", "90"),),
        ),
        money=True,
    ),
    ShippedView(
        "leavers",
        "Y6 and Y11 leavers",
        "Who moves on at the end of the year, for the handover to the next school.",
        RegisterView(
            columns=("name", "year", "class", "status", "need1", "need2", "review", "met", "contact"),
            sorts=(("year", True), ("class", True), ("name", True)),
            filters=(_filter("year", "is", "6", "11"),),
        ),
    ),
    ShippedView(
        "arrivals",
        "New arrivals",
        "Everybody admitted since the half-term before this one, on the register or not.",
        RegisterView(
            columns=("name", "year", "class", "status", "admitted", "flags", "need1", "contact"),
            sorts=(("admitted", False), ("name", True)),
            filters=(_filter("admitted", "within", "arrivals"),),
            chips=(*ON_REGISTER, "everyone"),
        ),
    ),
)
"""The views that come with the program."""

_LEAVING = ("6", "11")
"""The last years of a primary and of a secondary school."""
_NAMES_OF_LEAVERS = tuple(f"Y{code} leavers" for code in _LEAVING)


def shipped_for(years: Iterable[str]) -> tuple[ShippedView, ...]:
    """The views that come with the program, beside the year groups on a roll.

    Where nobody is beyond Year 6 the leavers are those of Year 6, where nobody is below Year 7 those of Year 11. The
    id stays, and so does what the view is for; a roll of both, or of nobody, has both.
    """
    numbers = [year_order(code) for code in years]
    last, oldest = year_order("6"), year_order("14")
    young, old = any(each <= last for each in numbers), any(last < each <= oldest for each in numbers)
    if young == old:
        return SHIPPED
    at = 0 if young else 1
    view = next(each for each in SHIPPED if each.id == "leavers")
    alone = view.view.model_copy(update={"filters": (_filter("year", "is", _LEAVING[at]),)})
    own = replace(view, name=_NAMES_OF_LEAVERS[at], view=alone)
    return tuple(own if each.id == "leavers" else each for each in SHIPPED)


def problems_of_view(draft: SavedViewDraft, others: Iterable[SavedView]) -> list[Problem]:
    """Everything that stops a view from being kept: no name, or one that there is."""
    own = draft.id if isinstance(draft, SavedView) else ""
    if not draft.name:
        return [Problem(field="name", sentence="Give the view a name.")]
    taken = {folded(each.name) for each in others if each.id != own}
    taken |= {folded(name) for name in (*(each.name for each in SHIPPED), *_NAMES_OF_LEAVERS)}
    if folded(draft.name) in taken:
        return [Problem(field="name", sentence=f"There is a view called {draft.name} already. Choose another name.")]
    return []
