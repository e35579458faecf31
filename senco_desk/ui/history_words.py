"""How the bin, earlier versions and the list of deeds to undo tell a moment: short, and always in English."""

from __future__ import annotations

from datetime import date, datetime

from senco_desk.domain.terms import in_words


def moment_words(at: datetime, today: date) -> str:
    """`today 09:12`, `yesterday 16:40`, `3 November 2026 16:40`: in the computer's own time."""
    local = at.astimezone()
    days = (today - local.date()).days
    day = {0: "today", 1: "yesterday"}.get(days) or in_words(local.date())
    return f"{day} {local:%H:%M}"
