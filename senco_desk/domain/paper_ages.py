"""How old a report is, and from when some authorities ask for a newer one. A hint, and never a gate.

The law names no age: a request goes out with the reports there are (Children and Families Act 2014, s.36(8); SEND
regulations 2014, reg. 6(4), lets earlier advice serve where those who gave it are content). The figures are data, each
with where it comes from and how sure it is; an authority's own figure, which the school can enter, comes before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from senco_desk.domain.papers import Document
from senco_desk.domain.records import Line, Record, Text
from senco_desk.domain.thresholds import Confidence, SourcedValue


class AgeLimit(Record):
    """After how many months some authorities ask for a newer paper of these kinds, who says so, and how sure it is."""

    kinds: tuple[Line, ...]
    months: Annotated[int, Field(ge=1, le=240)]
    source: Text
    checked_on: date | None = None
    confidence: Confidence = "unconfirmed"


class AgeLimits(Record):
    """Every limit; a kind that none names has no age to speak of."""

    limits: tuple[AgeLimit, ...]

    def with_authority(self, months: SourcedValue[int | None] | None) -> AgeLimits:
        """The same limits where the authority's own figure stands in for ours, for every kind of report."""
        if months is None or months.value is None:
            return self
        own = {"months": months.value, "source": months.source, "confidence": months.confidence,
               "checked_on": months.checked_on}  # fmt: skip
        return AgeLimits(limits=tuple(each.model_copy(update=own) for each in self.limits))

    def limit_of(self, kind: str) -> AgeLimit | None:
        """The limit for a kind of document, or None."""
        return next((each for each in self.limits if kind in each.kinds), None)


def months_old(document: Document, today: date) -> int | None:
    """Whole months since the day the document bears; None where it bears none."""
    if document.dated is None or document.dated > today:
        return None
    months = (today.year - document.dated.year) * 12 + today.month - document.dated.month
    return months - (today.day < document.dated.day)


def age_words(months: int) -> str:
    """`3 years old`, `14 months old`."""
    if months >= 24:
        return f"{months // 12} years old"
    return "1 month old" if months == 1 else f"{months} months old"


def is_old(document: Document, today: date, limits: AgeLimits) -> bool:
    """Whether some authorities would ask for a newer one."""
    limit, months = limits.limit_of(document.kind), months_old(document, today)
    return limit is not None and months is not None and months >= limit.months


def age_sentences(document: Document, today: date, limits: AgeLimits) -> Sequence[str]:
    """What is said of an old report: its age and what some ask for, then where that is from. Nothing of a new one."""
    limit, months = limits.limit_of(document.kind), months_old(document, today)
    if limit is None or months is None or months < limit.months:
        return ()
    return (
        f"{age_words(months).capitalize()}: some authorities ask for a newer one; a request can go without it.",
        f"Asked for after {limit.months} months ({limit.confidence}): {limit.source}",
    )
