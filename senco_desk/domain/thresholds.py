"""Local authorities' spending thresholds and expectations, and the words in which spending is told.

Two things never happen here. A figure is never given without where it came from and how sure it is; and a
sentence about spending never makes the threshold a gate. The threshold measures what a school has spent from
its own budget. The law asks only whether a child has or may have special educational needs, and whether
provision through an EHC plan may be necessary (Children and Families Act 2014, s.36(8)), so every sentence
ends by saying that a request can be made at any level of spend.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field, ValidationError

from senco_desk.domain.money import Pence, in_pounds
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.records import Code, Line, Record, Text
from senco_desk.domain.terms import in_words

ANY_LEVEL = "An EHC needs assessment can be requested at any level of spend."
"""The sentence that stands behind every sentence about spending: the law's test names no sum (Children and Families
Act 2014, s.36(8)), and a coroner found requests delayed because schools believed that they had to prove £6,000 first
(Prevention of Future Deaths report 2024-0542, 14 October 2024)."""

Basis = Literal["additional_only", "core_plus_additional"]
BASES: dict[Basis, str] = {
    "additional_only": "additional only",
    "core_plus_additional": "core plus additional",
}
"""£6,000 measures additional support alone (Department for Education, notional SEN budget guidance 2025 to 2026:
“costs up to £6,000 per pupil”); £10,000 measures it together with a nominal core of about £4,000 (Medway's strategy
2022 to 2025: “up to the value of £10,000 per child”)."""

Confidence = Literal["confirmed", "founding document", "secondary", "unconfirmed"]
CONFIDENCES: dict[Confidence, str] = {
    "confirmed": "read on the authority’s or the Government’s own page",
    "founding document": "stated in the authority’s own strategy document",
    "secondary": "read in somebody else’s account of it",
    "unconfirmed": "unconfirmed: check with your local authority",
}

Check = Literal[
    "cycles",
    "terms",
    "outcomes_measured",
    "parent_views",
    "pupil_views",
    "meetings",
    "recent_reports",
    "advice_acted_on",
    "costed_provision",
    "ordinarily_available",
    "attendance",
    "staff_views",
    "signatures",
    "authority_form",
    "by_eye",
]
"""What in the record shows a criterion; `by_eye` is one that only a person can judge."""

T = TypeVar("T")


class SourcedValue(Record, Generic[T]):
    """A value with its source, the day somebody last held it against that source, and how sure it is."""

    value: T
    source: Text
    checked_on: date | None = None
    confidence: Confidence = "unconfirmed"
    note: Text = ""


class Criterion(Record):
    """Something an authority says it looks at, in its words or near them, and what in the record shows it."""

    id: Line
    words: Text
    check: Check


class Threshold(Record):
    """How much spending on one child an authority expects of a school, on which basis, and who says so."""

    amount_pence: Pence
    basis: Basis
    core_pence: Pence = 0
    source: Text = ""

    @property
    def core_counted(self) -> int:
        """What stands beside the additional spending: the core amount, or 0 on the additional-only basis."""
        return self.core_pence if self.basis == "core_plus_additional" else 0

    @property
    def additional_needed(self) -> int:
        """The part of the amount that additional spending is set beside (£6,000 on either basis, as a rule)."""
        return max(0, self.amount_pence - self.core_counted)


class AuthorityProfile(Record):
    """What is known of one local authority; every value can be edited by the school."""

    authority_id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
    name: Line
    la_code: Code = ""
    threshold_pence: SourcedValue[Pence]
    basis: SourcedValue[Basis]
    core_pence: SourcedValue[Pence]
    weeks: SourcedValue[Annotated[int, Field(ge=1, le=52)]]
    min_cycles: SourcedValue[Annotated[int, Field(ge=0, le=20)] | None]
    min_terms: SourcedValue[Annotated[int, Field(ge=0, le=20)] | None]
    max_report_months: SourcedValue[Annotated[int, Field(ge=1, le=120)] | None]
    channel: SourcedValue[Line]
    pupil_premium_counts: SourcedValue[bool]
    meetings_per_year: SourcedValue[Annotated[int, Field(ge=0, le=50)]]
    criteria: tuple[SourcedValue[Criterion], ...] = ()

    @property
    def threshold(self) -> Threshold:
        """The threshold alone, as the arithmetic and the sentences take it."""
        return Threshold(
            amount_pence=self.threshold_pence.value,
            basis=self.basis.value,
            core_pence=self.core_pence.value,
            source=self.threshold_pence.source,
        )

    def unconfirmed(self) -> tuple[str, ...]:
        """The names of the values that nobody has confirmed yet, as they are called in this record."""
        return tuple(
            name
            for name in type(self).model_fields
            if isinstance(item := getattr(self, name), SourcedValue) and item.confidence == "unconfirmed"
        )


def profile_from_dict(document: Mapping[str, object]) -> AuthorityProfile:
    """A profile from the plain values of its file; refuses with every fault at once, each with its field."""
    try:
        profile = AuthorityProfile.model_validate(document)
    except ValidationError as error:
        raise RefusedError(
            Problem(
                field=".".join(str(part) for part in fault["loc"]),
                sentence=f"The profile’s “{'.'.join(str(part) for part in fault['loc'])}” cannot be used:"
                f" {fault['msg']}. Correct it in the profile.",
            )
            for fault in error.errors()
        ) from error
    found = problems_of_profile(profile)
    if found:
        raise RefusedError(found)
    return profile


def problems_of_profile(profile: AuthorityProfile) -> list[Problem]:
    """Everything contradictory in a profile."""
    found: list[Problem] = []
    if profile.basis.value == "core_plus_additional" and not (
        0 < profile.core_pence.value <= profile.threshold_pence.value
    ):
        found.append(
            Problem(
                field="core_pence",
                sentence="On the core-plus-additional basis enter the core amount (as a rule £4,000), at most"
                f" the threshold of {in_pounds(profile.threshold_pence.value, whole=True)}.",
            )
        )
    ids = [item.value.id for item in profile.criteria]
    found.extend(
        Problem(field="criteria", sentence=f"The criterion “{twice}” is listed twice: keep it once.")
        for twice in sorted({name for name in ids if ids.count(name) > 1})
    )
    return found


def spending_sentence(additional_pence: int, threshold: Threshold) -> str:
    """The forecast for the year beside the threshold, on its basis; on the wider basis, both figures.

    `additional_pence` is the forecast of lines that count, without any core amount. It is called a forecast, since
    most of it is not spent yet for much of the year.
    """
    amount = in_pounds(threshold.amount_pence, whole=True)
    spent = in_pounds(additional_pence, whole=True)
    if threshold.basis == "additional_only":
        return f"Forecast for the year {spent} of {amount} (additional only). {ANY_LEVEL}"
    total = in_pounds(additional_pence + threshold.core_counted, whole=True)
    core = in_pounds(threshold.core_counted, whole=True)
    needed = in_pounds(threshold.additional_needed, whole=True)
    return (
        f"Forecast for the year {total} of {amount} (core plus additional): additional {spent} of {needed}, and a"
        f" core of {core} that every pupil has. {ANY_LEVEL}"
    )


def distance_pence(additional_pence: int, threshold: Threshold) -> int:
    """How far the forecast lies above (positive) or below (negative) the threshold, on its basis."""
    return additional_pence + threshold.core_counted - threshold.amount_pence


def distance_sentence(additional_pence: int, threshold: Threshold) -> str:
    """The signed distance in words, with its basis."""
    distance = distance_pence(additional_pence, threshold)
    amount = f"{in_pounds(threshold.amount_pence, whole=True)} ({BASES[threshold.basis]})"
    if distance == 0:
        where = f"exactly {amount}"
    else:
        where = f"{in_pounds(abs(distance), whole=True)} {'above' if distance > 0 else 'below'} {amount}"
    return f"The forecast is {where}. {ANY_LEVEL}"


def crossing_sentence(
    crossing: date | None,
    threshold: Threshold,
    *,
    as_at: date,
    period_end: date,
    earliest: date | None = None,
    latest: date | None = None,
) -> str:
    """When spending reaches the amount, and how sure that is; what has yet to come is called a forecast.

    Args:
        crossing: the first day at which it is reached; None if that is not in the period.
        threshold: the amount and its basis.
        as_at: the day of the reckoning.
        period_end: the last day that was looked at.
        earliest: the earlier end of the band, where sessions are logged.
        latest: its later end; None with an `earliest` means after the period.
    """
    amount = f"{in_pounds(threshold.amount_pence, whole=True)} ({BASES[threshold.basis]})"
    if crossing is not None and crossing <= as_at:
        return f"Spending to date, as planned, reached {amount} on {in_words(crossing)}. {ANY_LEVEL}"
    if crossing is None:
        words = f"The forecast stays below {amount} to {in_words(period_end)}"
        if earliest is not None:
            words += f"; at the best rate the session log allows for, it reaches it on {in_words(earliest)}"
        return f"{words}. {ANY_LEVEL}"
    words = f"The forecast reaches {amount} on {in_words(crossing)}"
    if earliest is not None and (earliest, latest) != (crossing, crossing):
        end = f"and {in_words(latest)}" if latest is not None else f"and some day after {in_words(period_end)}"
        words += f" (between {in_words(earliest)} {end}, going by the sessions logged)"
    return f"{words}. {ANY_LEVEL}"
