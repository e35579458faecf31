"""A line of provision in a few words, the same wherever it is shown."""

from __future__ import annotations

from senco_desk.domain.provision import ProvisionDraft


def line_words(line: ProvisionDraft) -> str:
    """Who, with how many, how often: `Mrs Begum, TA · 4 pupils · 3 × 30 min`."""
    size = f"{line.group_size} pupils" if line.group_size > 1 else "1:1" if line.is_timed else ""
    return " · ".join(part for part in (line.delivered_by, size, when_words(line)) if part)


def when_words(line: ProvisionDraft) -> str:
    """How often and how long: `3 × 30 min a week`; nothing for a line that is only a one-off cost."""
    return f"{line.sessions_per_week.normalize():f} × {line.minutes} min" if line.is_timed else ""
