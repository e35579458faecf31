"""The short lines about a child that the register's preview and the pupil page share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from senco_desk.domain.cycles import Cycle, Stage
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import AcademicYear, in_words
from senco_desk.domain.views import METHODS, View

_ORDER: tuple[tuple[Stage, str], ...] = (("assess", "Assess"), ("plan", "Plan"), ("do", "Do"), ("review", "Review"))
MEETINGS_A_YEAR = 3
"""Parents are met at least three times a year (SEND Code of Practice 2015, 6.65)."""


def cycle_line(cycle: Cycle | None, today: date) -> tuple[str, str]:
    """Where a child is in the cycle, as marked-up text for the eye and as plain words.

    `✓ Assess · ✓ Plan · Do, week 7 of 10 · Review`; the stage that runs is strong. The mark-up holds no word that
    anybody typed.
    """
    if cycle is None:
        return "No cycle is open", "No cycle is open"
    reached = [name for name, _ in _ORDER].index(cycle.stage)
    shown, said = [], []
    for at, (name, words) in enumerate(_ORDER):
        if at < reached:
            shown.append(f"✓&nbsp;{words}")
            said.append(f"{words} done")
        elif at == reached:
            now = f"{words}, {week}" if name == "do" and (week := week_words(cycle, today)) else words
            shown.append(f"<b>{now}</b>")
            said.append(f"now {now}")
        else:
            shown.append(words)
            said.append(f"{words} to come")
    return " · ".join(shown), ", ".join(said)


def week_words(cycle: Cycle, today: date) -> str:
    """`week 7 of 10`, counted from the day the plan was put into action to the review; nothing without a start."""
    if cycle.started_on is None or today < cycle.started_on:
        return ""
    week = (today - cycle.started_on).days // 7 + 1
    if cycle.review_due is None or cycle.review_due <= cycle.started_on:
        return f"week {week}"
    whole = -(-(cycle.review_due - cycle.started_on).days // 7)
    return f"week {week} of {whole}" if week <= whole else f"{whole} weeks done"


def meeting_words(record: PupilRecord, today: date) -> str:
    """`1 of 3 · last 9 October`: meetings with parents this academic year, beside the three the Code asks for."""
    year = AcademicYear.of(today)
    held = record.parent_meetings(year.start, min(year.end, today))
    said = f"{len(held)} of {MEETINGS_A_YEAR}"
    before = [meeting.on for meeting in record.meetings if meeting.with_parents and meeting.on <= today]
    if not before:
        return f"{said} · none recorded yet"
    last = max(before)
    words = in_words(last)
    return f"{said} · last {words.rsplit(' ', 1)[0] if last.year == today.year else words}"


def latest_view(views: Sequence[View], whose: str) -> View | None:
    """The last thing a child or a parent said."""
    return next((view for view in reversed(views) if view.whose == whose), None)


def source_words(view: View, child: str = "") -> str:
    """Who said it, how and when: `Amelia, spoken, 9 October 2026`; `child` is the name where none was noted."""
    who = view.person or ((child or "The child") if view.whose == "child" else "A parent")
    return ", ".join(part for part in (who, METHODS[view.method], in_words(view.on)) if part)


def strengths_of(record: PupilRecord) -> str:
    """The child's strengths: as told of the whole child, else the newest of the four areas."""
    if record.pupil.strengths:
        return record.pupil.strengths
    told = [note for note in sorted(record.area_notes, key=lambda note: note.on) if note.strengths]
    return told[-1].strengths if told else ""
