"""What the rollover's page shows: how a line reads before and after, what stays open, and that the year is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from senco_desk.domain.rollover import Line, year_words
from senco_desk.domain.terms import AcademicYear, in_words
from senco_desk.services import rollover
from senco_desk.services.rollover import KINDS, Open, Rolled
from senco_desk.ui.cards import Card, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.tables import Column
from senco_desk.ui.theme import unit


def rollover_near(context: Context) -> bool:
    """Whether Today points to the rollover: from July to September, until it is done, for who may do it."""
    desk = context.desk
    if not rollover.is_season(desk.today) or not (context.may("change") and context.may("everybody")):
        return False
    return rollover.done_for(desk, AcademicYear.of(rollover.usual_day(desk.today))) is None


def rollover_hint(context: Context) -> QPushButton:
    """The quiet way from Today to the rollover; hidden until it is near."""
    made = button("Year-end &rollover…", lambda: context.go("rollover"), kind="quiet", needs="change")
    made.setToolTip("Move every year group up, and keep who leaves among the leavers. You see the list first.")
    made.hide()
    return made


class DoneCard(QWidget):
    """What stands there instead of the list where the year was rolled over already."""

    def __init__(self, back: Callable[[], object], anyway: Callable[[], object]) -> None:
        super().__init__()
        self.card = Card("Done for this year")
        self.words = label("", wrap=True)
        self.back = button("&Take it back", back, needs="change")
        self.back.setToolTip("Makes every pupil as before, but for those who were changed since.")
        self.anyway = button("Show the &list anyway", anyway, kind="quiet", needs="change")
        self.card.add(self.words)
        row = QHBoxLayout()
        row.setSpacing(unit(1))
        row.addWidget(self.back)
        row.addWidget(self.anyway)
        row.addStretch(1)
        self.card.body.addLayout(row)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.card)
        outer.addStretch(1)

    def tell(self, done: Rolled) -> None:
        """Says which rollover it was."""
        self.words.setText(
            f"The year was rolled over to {done.year} on {in_words(done.done_on)}, for"
            f" {number(done.pupils, 'pupil', 'pupils')}. Leavers are under Pupil, Leavers. Doing it again would move"
            " everybody up once more."
        )


def years(line: Line) -> str:
    """The year before and after."""
    before = year_words(line.pupil.year_group)
    if line.fate == "leave":
        return f"{before} → leaves"
    return before if line.year_after == line.pupil.year_group else f"{before} → {year_words(line.year_after)}"


def rooms(line: Line) -> str:
    """The class before and after."""
    before, after = line.pupil.class_name or "—", line.class_after or "—"
    return before if before == after else f"{before} → {after}"


def looks_at(line: Line) -> str:
    """What a person should look at, and where a leaver goes."""
    where = f"Goes to {line.new_school}." if line.fate == "leave" and line.new_school else ""
    return " ".join(part for part in (line.why, where) if part)


def number(count: int, one: str, several: str) -> str:
    """A number with its word."""
    return f"{count:,} {one if count == 1 else several}"


OPEN_COLUMNS: tuple[Column[Open], ...] = (
    Column("who", "Pupil", lambda row: row.who, kind="strong", width=22),
    Column("kind", "What", lambda row: KINDS[row.kind], width=18),
    Column("what", "How it stands", lambda row: row.what, width=40, tip=lambda row: row.what),
    Column("do", "What to do", lambda row: row.do, kind="muted", stretch=True, tip=lambda row: row.do),
)
