"""Pieces of a cycle that are shown in more than one place: its stages, its outcomes, its review, its voices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from senco_desk.domain.cycles import STAGES, Cycle, Outcome, Stage
from senco_desk.domain.needs import BROAD_AREAS
from senco_desk.domain.reviews import DECISIONS, RATINGS, Review
from senco_desk.domain.terms import in_words
from senco_desk.domain.views import METHODS, Method
from senco_desk.ui.cards import FactRow, QuoteBox, label
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.outcome_bars import OutcomeBar, OutcomeBars
from senco_desk.ui.pupil_words import week_words
from senco_desk.ui.theme import unit

ORDER: tuple[Stage, ...] = ("assess", "plan", "do", "review")
_AREAS: dict[str, str] = dict(BROAD_AREAS.items())
SOON_DAYS = 21
"""How long before its day a review is called due soon."""


class StageStrip(QWidget):
    """`✓ Assess · ✓ Plan · Do, week 7 of 10 · Review`, with the part the cycle is in standing out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow(self)

    def show_cycle(self, cycle: Cycle, today: date) -> None:
        """Shows where a cycle is."""
        clear(self._flow)
        words = stage_words(cycle, today)
        at = ORDER.index(cycle.stage) if cycle.stage in ORDER else len(ORDER)
        for place, said in enumerate(words):
            tone = "good" if place < at else "muted" if place > at else ""
            self._flow.addWidget(label(said, "strong" if place == at else "", tone))
            if place + 1 < len(words):
                self._flow.addWidget(label("·", tone="muted"))
        self.setAccessibleName("Where the cycle is: " + ", ".join(words))
        self.updateGeometry()


class OutcomesView(QWidget):
    """Outcomes one below the other: the aim, and a bar from baseline to now where it can be counted."""

    def __init__(self, outcomes: Sequence[Outcome] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(unit(0.5))
        self.show_outcomes(outcomes)

    def show_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Shows other outcomes."""
        clear(self._column)
        for outcome in outcomes:
            aim = outcome.aim + (f"  ({ACHIEVED_WORDS[outcome.achieved]})" if outcome.achieved else "")
            self._column.addWidget(label(aim, wrap=True))
            bar = outcome_bar(outcome)
            if bar is None:
                self._column.addWidget(label(in_steps(outcome), "small", wrap=True))
                continue
            bars = OutcomeBars()
            bars.show_bars([bar])
            bars.setMaximumWidth(unit(90))
            self._column.addWidget(bars)


class ReviewFacts(QWidget):
    """What a review found and decided."""

    def __init__(self, review: Review, child_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.5))
        child, parents = (
            QuoteBox(review.pupil_view, _said(child_name, review.pupil_view_method)),
            QuoteBox(review.parent_view, _said("The parents", review.parent_view_method)),
        )
        column.addWidget(child)
        column.addWidget(parents)
        facts = (
            ("Reviewed", in_words(review.on) + (f", with {review.attended}" if review.attended else "")),
            ("Progress", RATINGS.get(review.rating, "") if review.rating is not None else ""),
            ("Impact", review.impact),
            ("Quality of the support", review.quality),
            ("Decided", DECISIONS[review.decision] + (f" ({review.decided_by})" if review.decided_by else "")),
            ("Next steps", review.next_steps),
            ("Next review", in_words(review.next_review) if review.next_review else ""),
        )
        for name, words in facts:
            if words:
                column.addWidget(FactRow(name, words))


ACHIEVED_WORDS = {"met": "met", "partly": "partly met", "not met": "not met yet"}


def stage_words(cycle: Cycle, today: date) -> list[str]:
    """The four parts as words, ticked where they are behind; Do says which week of how many it is in."""
    at = ORDER.index(cycle.stage) if cycle.stage in ORDER else len(ORDER)
    words = []
    for place, stage in enumerate(ORDER):
        said = STAGES[stage]
        if place < at:
            said = f"✓ {said}"
        elif stage == "do" and place == at and (week := week_words(cycle, today)):
            said = f"{said}, {week}"
        words.append(said)
    return words


def review_mark(cycle: Cycle, today: date) -> Mark:
    """When the review is due, as a mark that says how soon."""
    due = cycle.review_due
    if due is None:
        return mark("due", "no review date yet", meaning="due soon")
    days = (due - today).days
    if days < 0:
        late = "1 day" if days == -1 else f"{-days} days"
        return mark("over", f"review was due {in_words(due)}, {late} ago", meaning="overdue")
    if days <= SOON_DAYS:
        return mark("due", f"review {in_words(due)}", meaning="due soon")
    return mark("good", f"review {in_words(due)}", meaning="on track")


def cycle_dates(cycle: Cycle) -> str:
    """From when to when: `12 September 2025 to 16 January 2026`."""
    if cycle.closed_on is None:
        return f"opened {in_words(cycle.opened_on)}"
    return f"{in_words(cycle.opened_on)} to {in_words(cycle.closed_on)}"


def gap_words(days: int | None) -> str:
    """The time without a cycle, in words."""
    if days is None:
        return ""
    if days == 0:
        return "The next cycle opened at once."
    return f"{'1 day' if days == 1 else f'{days} days'} without a cycle."


def outcome_bar(outcome: Outcome) -> OutcomeBar | None:
    """An outcome as a bar, where baseline and target are numbers; an aim that lies below its baseline is mirrored.

    Mirrored, fewer incidents are drawn as movement forward; the words give the figures as they are.
    """
    began, aim = outcome.baseline_value, outcome.target_value
    if began is None or aim is None:
        return None
    now = began if outcome.result_value is None else outcome.result_value
    sign = -1 if aim < began else 1
    values = [float(value) * sign for value in (began, now, aim)]
    lowest, highest = min(0.0, *values), max(0.0, *values)
    room = (highest - lowest) * 0.08
    if sign < 0:
        lowest -= room
    else:
        highest += room
    words = in_steps(outcome)
    return OutcomeBar(
        words, values[0], values[1], values[2], highest=highest, lowest=lowest, sentence=f"{outcome.aim}: {words}"
    )


def in_steps(outcome: Outcome) -> str:
    """`12 → now 18 → target 25 words a minute`; words where there are no numbers."""
    began = outcome.baseline or plain(outcome.baseline_value)
    now = outcome.result or plain(outcome.result_value)
    target = outcome.target or plain(outcome.target_value)
    steps = [began or "no baseline yet", f"now {now}" if now else "", f"target {target}" if target else ""]
    said = outcome.measure and outcome.measure.casefold() in f"{began} {target}".casefold()
    measure = f" · {outcome.measure}" if outcome.measure and not said else ""
    return " → ".join(step for step in steps if step) + measure


def area_words(code: str) -> str:
    """A broad area by its name."""
    return _AREAS.get(code, "")


def plain(number: Decimal | None) -> str:
    """A number without needless zeros; nothing for none."""
    return "" if number is None else f"{number.normalize():f}"


def clear(layout: QLayout) -> None:
    """Takes every widget out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _said(who: str, method: Method) -> str:
    words = METHODS[method]
    return f"{who}, {words}" if words else who
