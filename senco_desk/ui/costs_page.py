"""What support costs across the school: every child's spending beside the threshold, and the sums of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from senco_desk.domain.costs import PupilSpend
from senco_desk.domain.money import in_pounds
from senco_desk.domain.thresholds import ANY_LEVEL, BASES
from senco_desk.services import costs_overview
from senco_desk.services.costs_overview import Overview, SpendRow, Sum
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import Chips, EmptyState, Tabs, label
from senco_desk.ui.context import Context
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.pages import Page
from senco_desk.ui.provision_words import not_logged_words
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit
from senco_desk.ui.typed import date_words


class CostsPage(Page):
    """Everyone's spending; a row opens the child's own tab."""

    nouns = frozenset(
        {"provision", "provision_pupil", "session", "rate", "staff", "calendar_entry", "authority", "pupil", "school",
         "status", "need"}
    )  # fmt: skip
    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._overview: Overview | None = None
        self.filter: FilterField
        self.head("Costs")
        self.law = label(ANY_LEVEL, wrap=True)
        self.body.addWidget(self.law)
        self.totals = label("", wrap=True)
        self.body.addWidget(self.totals)
        self.tabs = Tabs((("pupils", "Pupils"), ("year", "By year"), ("need", "By need"), ("tier", "By tier")))
        self.tabs.chosen.connect(self._tab)
        self.body.addWidget(self.tabs)
        self.table: RowsTable[SpendRow] = RowsTable("Costs by pupil", _COLUMNS, lambda row: row.id, lines=2)
        self.table.opened.connect(self._open)
        self.filter = FilterField(self.table)
        self.filter.setMaximumWidth(unit(30))
        self.chips = Chips((("over", "Over the threshold"), ("near", "Near it"), ("unlogged", "Not logged")))
        self.chips.changed.connect(self._narrow)
        tools = QHBoxLayout()
        tools.setSpacing(unit(1.5))
        tools.addWidget(self.filter, 1, Qt.AlignmentFlag.AlignTop)
        tools.addWidget(self.chips, 2)
        self._tools = QWidget()
        tools.setContentsMargins(0, 0, 0, 0)
        self._tools.setLayout(tools)
        self.body.addWidget(self._tools)
        self.sums: RowsTable[Sum] = RowsTable("Sums", _SUMS, lambda row: row.words, several=False)
        self.nothing = EmptyState(
            "No provision is planned this school year. Plan some, and what it costs is worked out here.",
            "Go to the provision map",
            lambda: context.go("provision"),
        )
        self.stack = QStackedWidget()
        for part in (self.table, self.sums, self.nothing):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack, 1)
        self.count = label("", "small", wrap=True)
        self.body.addWidget(self.count)
        self.foot = label("", "small", wrap=True)
        self.body.addWidget(self.foot)
        self.table.rows.narrowed.connect(self._counted)
        CountAloud(self.count, self.count.text, self.filter.textChanged, self.chips.changed)
        self.table.sort_by(("counted", False))

    def reload(self) -> None:
        """Reads every child's spending again."""
        found = self._context.work.attempt(lambda: costs_overview.overview(self._context.desk))
        if found is None:
            return
        self._overview = found
        self.table.set_rows(found.rows)
        self.totals.setText(_totals(found))
        self.foot.setText(foot_words(row.spend for row in found.rows))
        self._tab(self.tabs.current())

    def start_filter(self) -> bool:
        """Ctrl+F."""
        self.tabs.choose("pupils")
        self.filter.setFocus()
        self.filter.selectAll()
        return True

    def _tab(self, name: str) -> None:
        found = self._overview
        if found is None:
            return
        self._tools.setVisible(name == "pupils" and bool(found.rows))
        self.count.setVisible(name == "pupils" and bool(found.rows))
        if not found.rows:
            self.stack.setCurrentWidget(self.nothing)
        elif name == "pupils":
            self.stack.setCurrentWidget(self.table)
        else:
            self.sums.set_rows({"year": found.by_year, "need": found.by_need, "tier": found.by_tier}[name])
            self.stack.setCurrentWidget(self.sums)

    def _narrow(self, on: Iterable[str]) -> None:
        wanted = set(on)
        rules = [_RULES[name] for name in wanted]

        def keeps(row: SpendRow) -> bool:
            return any(rule(row) for rule in rules)

        self.table.rows.keep_only(keeps if rules else None)

    def _counted(self, shown: int, whole: int) -> None:
        self.count.setText(f"{shown} of {whole} pupils with provision shown")

    def _open(self, row: SpendRow) -> None:
        self._context.go("pupil", row.id, "provision")


NEAR = 0.8
"""From which part of the threshold on a child's spending is called near it: our habit, to sort a list, no rule."""


def part_of(spend: PupilSpend) -> float | None:
    """How much of the threshold the spending makes, core included where the basis has one; None without an amount."""
    amount = spend.threshold.amount_pence
    return spend.counted_pence / amount if amount else None


def foot_words(spends: Iterable[PupilSpend]) -> str:
    """The bases met with, each once; the sentence of the law stands above all figures."""
    bases = {spend.threshold.basis for spend in spends}
    said = []
    if "core_plus_additional" in bases:
        said.append("Core + additional: the core that every pupil has, and the forecast of additional support.")
    if "additional_only" in bases:
        said.append("Additional only: the forecast without any core.")
    said.append("The bar is that sum as a part of the amount.")
    return " ".join(["* A measure of spending, and of nothing else.", *said])


def _totals(found: Overview) -> str:
    whole = found.whole
    if not found.rows:
        return f"School year {found.year}"
    delivered = _or_not_logged(whole.delivered_pence)
    unlogged = (
        f" ({not_logged_words(whole.not_logged)})" if whole.not_logged and whole.delivered_pence is not None else ""
    )
    return (
        f"School year {found.year}, additional support the school pays for: planned {_pounds(whole.planned_pence)}"
        f" · to date {_pounds(whole.to_date_pence)} · delivered {delivered}{unlogged}"
        f" · forecast {_pounds(whole.forecast_pence)}"
    )


def _pounds(pence: int) -> str:
    return in_pounds((pence + 50) // 100 * 100, whole=True)


def _or_not_logged(pence: int | None) -> str:
    return "not logged" if pence is None else _pounds(pence)


def _beside(row: SpendRow) -> str:
    return f"{_pounds(row.spend.counted_pence)} of {_pounds(row.spend.threshold.amount_pence)}"


def _parts(row: SpendRow) -> str:
    """What the bar is made of, by name: `core £4,000 + additional £7,340`, or that there is no core in it."""
    core = row.spend.threshold.core_counted
    if not core:
        return BASES[row.spend.threshold.basis]
    return f"core {_pounds(core)} + additional {_pounds(row.spend.forecast_pence)}"


def _crossing(row: SpendRow) -> Mark | None:
    day = row.spend.crossing_date
    if day is None:
        return None
    words = date_words(day)
    if day <= row.spend.as_at:
        return mark("info", words, meaning="reached")
    return mark("due", words, meaning="reached by then, as things stand")


def _tip(row: SpendRow) -> str:
    return f"{row.spend.spending_words}\n{row.spend.crossing_words}"


def _exact(row: SpendRow) -> str:
    """The four figures to the penny, each under its name."""
    spend, delivered = row.spend, row.delivered_pence
    return (
        f"Planned {in_pounds(spend.planned_pence)}\nTo date {in_pounds(spend.to_date_pence)}\n"
        f"Delivered {'not logged' if delivered is None else in_pounds(delivered)}\n"
        f"Forecast {in_pounds(spend.forecast_pence)}"
    )


def _is_near(row: SpendRow) -> bool:
    part = part_of(row.spend)
    return part is not None and NEAR <= part < 1


def _is_over(row: SpendRow) -> bool:
    part = part_of(row.spend)
    return part is not None and part >= 1


def _is_unlogged(row: SpendRow) -> bool:
    return row.spend.not_logged > 0


_RULES: dict[str, Callable[[SpendRow], bool]] = {"over": _is_over, "near": _is_near, "unlogged": _is_unlogged}

_COLUMNS: tuple[Column[SpendRow], ...] = (
    Column("name", "Pupil", lambda r: r.name, sort=lambda r: r.sort_name, kind="two_line", width=26, stretch=True,
           subtitle=lambda r: r.under, tip=_tip),
    Column("need", "Need", lambda r: r.need, width=7),
    Column("planned", "Planned", lambda r: r.spend.planned_pence, text=lambda r: _pounds(r.spend.planned_pence),
           right=True, width=8, tip=_exact),
    Column("to_date", "To date", lambda r: r.spend.to_date_pence, text=lambda r: _pounds(r.spend.to_date_pence),
           right=True, width=8, tip=_exact),
    Column("delivered", "Delivered", lambda r: r.delivered_pence, text=lambda r: _or_not_logged(r.delivered_pence),
           right=True, width=9, tip=_exact),
    Column("forecast", "Forecast", lambda r: r.spend.forecast_pence, text=lambda r: _pounds(r.spend.forecast_pence),
           right=True, width=8, tip=_exact),
    Column("counted", "Beside the threshold*", lambda r: r.spend.counted_pence, text=_beside, kind="two_line",
           subtitle=_parts, width=24, tip=_tip),
    Column("meter", "Of threshold", lambda r: part_of(r.spend), kind="meter", meter=lambda r: part_of(r.spend),
           width=12, tip=_tip, searched=False, text=lambda _r: ""),
    Column("crossing", "Reached", lambda r: r.spend.crossing_date, kind="mark", mark=_crossing, width=13, tip=_tip),
)  # fmt: skip

_SUMS: tuple[Column[Sum], ...] = (
    Column("words", "Group", lambda s: s.words, sort=lambda s: s.order, kind="strong", width=30, stretch=True),
    Column("pupils", "Pupils", lambda s: s.pupils, right=True, width=9),
    Column("planned", "Planned", lambda s: s.planned_pence, text=lambda s: _pounds(s.planned_pence), right=True,
           width=13),
    Column("to_date", "To date", lambda s: s.to_date_pence, text=lambda s: _pounds(s.to_date_pence), right=True,
           width=13),
    Column("delivered", "Delivered", lambda s: s.delivered_pence, text=lambda s: _or_not_logged(s.delivered_pence),
           right=True, width=13),
    Column("forecast", "Forecast", lambda s: s.forecast_pence, text=lambda s: _pounds(s.forecast_pence), right=True,
           width=13),
)  # fmt: skip
