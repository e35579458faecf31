"""The one place that reads the computer's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """The real time, for the journal, locks and crash reports; `--today` never changes it."""
    return datetime.now(UTC)


def today() -> date:
    """Today where the computer stands, which is the day people mean."""
    return date.today()  # noqa: DTZ011  a school's day is local
