"""Spending in words: the four figures, never mixed, and the sentences beside the curve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from senco_desk.domain.costs import PupilSpend
from senco_desk.domain.money import in_pounds
from senco_desk.domain.pupil_records import ProvisionLine
from senco_desk.domain.terms import AcademicYear
from senco_desk.domain.thresholds import ANY_LEVEL, AuthorityProfile, Threshold
from senco_desk.services.costs import Spend
from senco_desk.ui.cards import Card, label
from senco_desk.ui.charts import SpendLines
from senco_desk.ui.provision_words import not_logged_words, sessions_of
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip


class WordsCard(Card):
    """The spending of one child in words; the law's sentence before any figure, and every figure under its own name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("In words", parent)
        self.law = label(ANY_LEVEL, wrap=True)
        self.law.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add(self.law)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(unit(2))
        self._grid.setVerticalSpacing(unit(0.25))
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self.values: dict[str, QLabel] = {}
        for at, (name, words) in enumerate(_FIGURES):
            value = label("", "strong", wrap=True)
            self._grid.addWidget(label(words, tone="muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, at, 1)
            self.values[name] = value
        self.sentences = label("", wrap=True)
        self.sessions = label("", wrap=True)
        for part in (self.sessions, self.sentences):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.add(part)
        self.add_stretch()

    def show_spend(self, found: Spend, lines: Iterable[ProvisionLine]) -> None:
        """Shows the figures and sentences of a spend."""
        spend = found.spend
        logged = any(cost.is_logged for cost in spend.lines if cost.counts)
        forecast = _rounded(spend.forecast_pence)
        if spend.band and spend.band.low_pence != spend.band.high_pence:
            forecast += f"  ({_rounded(spend.band.low_pence)} to {_rounded(spend.band.high_pence)})"
        delivered = _rounded(spend.delivered_pence) if logged else "not logged"
        if logged and spend.not_logged:
            delivered += f"  ({not_logged_words(spend.not_logged)})"
        figures = {
            "planned": _rounded(spend.planned_pence),
            "to_date": _rounded(spend.to_date_pence),
            "delivered": delivered,
            "forecast": forecast,
        }
        for name, called in _FIGURES:
            self.values[name].setText(figures[name])
            self.values[name].setAccessibleName(f"{called}: {figures[name]}")
        self.sessions.setText(sessions_sentence(spend, lines))
        self.sessions.setVisible(bool(self.sessions.text()))
        said = [found.spend.spending_words, found.spend.crossing_words]
        told = [sentence.replace(ANY_LEVEL, "").strip() for sentence in said] + [spend.advice]
        self.sentences.setText("\n".join(sentence for sentence in told if sentence))
        set_tip(self, "\n".join(found.sentences))


_FIGURES = (
    ("planned", "Planned, whole year"),
    ("to_date", "To date, as planned"),
    ("delivered", "Delivered, as logged"),
    ("forecast", "Forecast for the year"),
)


def sessions_sentence(spend: PupilSpend, lines: Iterable[ProvisionLine]) -> str:
    """How many of the sessions planned to date were given, since when they are logged, and why others were not."""
    found = sessions_of(spend.lines)
    if not found.planned:
        return ""
    reasons: Counter[str] = Counter()
    period = spend.period
    for line in lines:
        for session in line.sessions:
            if period.start <= session.on <= min(period.end, spend.as_at) and line.start <= session.on <= line.end:
                if not session.given:
                    reasons[session.reason.lower()] += 1
                elif spend.pupil_id in session.absent:
                    reasons["child absent"] += 1
    lost = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    since = f"; {found.since_words}" if found.began else found.percent_words
    return f"{found.given_words} sessions planned to date were given{since}{': ' + lost if lost else ''}."


def curve_lines(found: Spend) -> SpendLines:
    """The points of the curve as the chart takes them: additional spending only, beside what of it is needed."""
    spend, curve, threshold = found.spend, found.curve, found.spend.threshold
    points = curve.points
    return SpendLines(
        start=curve.year.start,
        end=curve.year.end,
        today=curve.as_at,
        to_date=tuple((p.on, p.to_date_pence) for p in points if p.to_date_pence is not None),
        planned=tuple((p.on, p.planned_pence) for p in points),
        delivered=tuple((p.on, p.delivered_pence) for p in points if p.delivered_pence is not None),
        forecast=tuple((p.on, p.forecast_pence) for p in points if p.forecast_pence is not None),
        low=tuple((p.on, p.low_pence) for p in points if p.low_pence is not None),
        high=tuple((p.on, p.high_pence) for p in points if p.high_pence is not None),
        threshold=threshold.additional_needed,
        threshold_words=threshold_words(threshold, found.profile),
        crossing=spend.crossing_date,
        sentence=" ".join(found.sentences),
    )


def threshold_words(threshold: Threshold, profile: AuthorityProfile) -> str:
    """The amount with its basis and who says so: `£6,000 additional (£10,000 with core £4,000) · Medway`."""
    needed = in_pounds(threshold.additional_needed, whole=True)
    if threshold.basis == "additional_only":
        return f"{needed} additional only · {profile.name}"
    whole, core = in_pounds(threshold.amount_pence, whole=True), in_pounds(threshold.core_counted, whole=True)
    return f"{needed} additional ({whole} with core {core}) · {profile.name}"


def year_words(year: AcademicYear, present: AcademicYear) -> str:
    """What the curve is headed."""
    return "Spend this year, against the threshold" if year == present else f"Spend in {year}, against the threshold"


def _rounded(pence: int) -> str:
    return in_pounds((pence + 50) // 100 * 100, whole=True)
