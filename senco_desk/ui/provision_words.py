"""A line of provision in a few words, and its sessions, the same wherever they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from senco_desk.domain.costs import LineCost
from senco_desk.domain.provision import ProvisionDraft
from senco_desk.domain.shares import percent_of
from senco_desk.domain.terms import in_words


def line_words(line: ProvisionDraft) -> str:
    """Who, with how many, how often: `Mrs Begum, TA · 4 pupils · 3 × 30 min`."""
    size = f"{line.group_size} pupils" if line.group_size > 1 else "1:1" if line.is_timed else ""
    return " · ".join(part for part in (line.delivered_by, size, when_words(line)) if part)


def when_words(line: ProvisionDraft) -> str:
    """How often and how long: `3 × 30 min a week`; nothing for a line that is only a one-off cost."""
    return f"{line.sessions_per_week.normalize():f} × {line.minutes} min" if line.is_timed else ""


class Sessions(NamedTuple):
    """The sessions of the lines that are logged, added up: planned to date, and what came of them.

    `due` is what was due since logging began; `began` is the first day of it where that was later than the first
    planned session, else None. `not_logged` counts lines of which sessions were planned by now and none is logged.
    """

    planned: int
    given: int
    absent: int
    missed: int
    due: int
    began: date | None
    not_logged: int

    @property
    def given_words(self) -> str:
        """`3 of 33`."""
        return f"{self.given:,} of {self.planned:,}"

    @property
    def since_words(self) -> str:
        """`since logging began on 9 November 2026, 3 of 5`; nothing where it began with the first session."""
        if self.began is None:
            return ""
        share = _percent(self.given, self.due)
        return f"since logging began on {in_words(self.began)}, {self.given:,} of {self.due:,}{share}"

    @property
    def percent_words(self) -> str:
        """` (60 %)` of those planned; nothing where more were given."""
        return _percent(self.given, self.planned)


def sessions_of(lines: Iterable[LineCost]) -> Sessions:
    """The sessions of a child's lines in a year; lines without a log are only counted as such."""
    lines = list(lines)
    logged = [line for line in lines if line.is_logged]
    return Sessions(
        planned=sum(line.sessions_planned for line in logged),
        given=sum(line.sessions_given for line in logged),
        absent=sum(line.sessions_absent for line in logged),
        missed=sum(line.sessions_missed for line in logged),
        due=sum(line.sessions_due for line in logged),
        began=min((line.log_began for line in logged if line.logged_late and line.log_began), default=None),
        not_logged=sum(line.is_unlogged for line in lines),
    )


def sessions_words(lines: Iterable[LineCost]) -> str:
    """`18 of 21 planned given · 2 missed by the child · 1 not given`; says where nothing was logged.

    The parts add up to what was planned, unless logging began late: then it is said since when.
    """
    lines = list(lines)
    if not any(line.is_logged for line in lines):
        if not any(line.is_unlogged for line in lines):
            return "No sessions planned so far this year" if lines else "No provision this year"
        return "None logged this year"
    found = sessions_of(lines)
    parts = [f"{found.given_words} planned given"]
    if found.absent:
        parts.append(f"{found.absent:,} missed by the child")
    if found.missed:
        parts.append(f"{found.missed:,} not given")
    if found.began:
        parts.append(found.since_words)
    elif (unsaid := found.planned - found.given - found.absent - found.missed) > 0:
        parts.append(f"{unsaid:,} not logged")
    if found.not_logged:
        parts.append(not_logged_words(found.not_logged))
    return " · ".join(parts)


def _percent(part: int, whole: int) -> str:
    return f" ({percent_of(part, whole)} %)" if 0 < whole >= part else ""


def not_logged_words(lines: int) -> str:
    """`1 line not logged`, `3 lines not logged`."""
    return f"{lines} line{'' if lines == 1 else 's'} not logged"
