"""National figures to set beside a school's own, each with its year, source and what it covers.

A figure is shown with its year, and only beside a school's figure of the same scope: the authorities' count
of EHC plans from birth to 25 (638,745 in January 2025) and the school census count of pupils with a plan
(482,600 in the same month) differ because they count different children.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from senco_desk.domain.records import Record
from senco_desk.domain.sources import Confidence

Unit = Literal["percent", "count", "per_100"]
Scope = Literal["school_census", "plans_0_to_25", "absence_return", "suspension_return"]
Phase = Literal["nursery", "primary", "secondary", "alternative", "independent"]

SCOPE_WORDS: dict[Scope, str] = {
    "school_census": "pupils on the roll of schools in England",
    "plans_0_to_25": "children and young people from birth to 25 whose plan a local authority keeps",
    "absence_return": "pupils in state-funded schools in England",
    "suspension_return": "pupils in state-funded schools in England",
}

PLANS_CAUTION = (
    "This counts everyone from birth to 25 with a plan, in every kind of setting. A school's own mix is of its "
    "pupils only, so set it beside this figure with care."
)
SMALL_NUMBERS_CAUTION = "With few children a percentage moves a long way for one child."


class Benchmark(Record):
    """One published figure.

    `value` is in `unit`: a percentage of whom `coverage` says, a count, or a rate for each 100 pupils. `year`
    is what is shown beside it. `code` is the DfE code it is about, where it is about one.
    """

    id: str
    measure: str
    value: Decimal
    unit: Unit = "percent"
    year: str
    source: str
    coverage: str
    scope: Scope
    confidence: Confidence
    code: str = ""
    caution: str = ""

    @property
    def words(self) -> str:
        """The figure as it is shown: `14.8% (January 2026)`."""
        if self.unit == "percent":
            return f"{self.value}% ({self.year})"
        if self.unit == "per_100":
            return f"{self.value} for each 100 pupils ({self.year})"
        return f"{self.value:,} ({self.year})"


_SEN26 = "DfE, Special educational needs in England 2025/26, as reported by nasen"
_SEN25 = "DfE, Special educational needs in England 2024/25, as given to Parliament"
_MIX = "DfE, Education, health and care plans, by primary need"
_ABSENCE = "DfE, Pupil absence in schools in England, as reported by nasen"
_SUSPENSIONS = "DfE, Suspensions and permanent exclusions in England, as given to Parliament"
_JAN26, _JAN25 = "January 2026", "January 2025"


def _census(
    identity: str, measure: str, value: str, year: str, coverage: str = "all pupils", *, code: str = ""
) -> Benchmark:
    return Benchmark(
        id=identity,
        measure=measure,
        value=Decimal(value),
        year=year,
        source=_SEN26 if year == _JAN26 else _SEN25,
        coverage=coverage,
        scope="school_census",
        confidence="secondary",
        code=code,
        caution=SMALL_NUMBERS_CAUTION,
    )


def _plan(code: str, name: str, value: str) -> Benchmark:
    return Benchmark(
        id=f"plans.need.{code.lower() or 'unknown'}",
        measure=f"EHC plans with primary need {name}",
        value=Decimal(value),
        year=_JAN25,
        source=_MIX,
        coverage=f"of {SCOPE_WORDS['plans_0_to_25']}",
        scope="plans_0_to_25",
        confidence="confirmed",
        code=code,
        caution=PLANS_CAUTION,
    )


def _absence(identity: str, measure: str, value: str, coverage: str) -> Benchmark:
    return Benchmark(
        id=identity,
        measure=measure,
        value=Decimal(value),
        year="autumn 2023/24",
        source=_ABSENCE,
        coverage=coverage,
        scope="absence_return",
        confidence="secondary",
        caution="One autumn term: a whole year's figure is usually different.",
    )


def _suspension(identity: str, measure: str, value: str, unit: Unit, coverage: str) -> Benchmark:
    return Benchmark(
        id=identity,
        measure=measure,
        value=Decimal(value),
        unit=unit,
        year="2023/24",
        source=_SUSPENSIONS,
        coverage=coverage,
        scope="suspension_return",
        confidence="secondary",
    )


BENCHMARKS: tuple[Benchmark, ...] = (
    _census("sen_support", "Pupils at SEN Support", "14.8", _JAN26, code="K"),
    _census("ehc_plan", "Pupils with an EHC plan", "6.0", _JAN26, code="E"),
    _census("any_sen.nursery", "Pupils with any SEN", "19.1", _JAN26, "nursery schools"),
    _census("any_sen.primary", "Pupils with any SEN", "19.4", _JAN26, "primary schools"),
    _census("any_sen.secondary", "Pupils with any SEN", "17.6", _JAN26, "secondary schools"),
    _census("any_sen.alternative", "Pupils with any SEN", "84.9", _JAN26, "state alternative provision"),
    _census("any_sen.independent", "Pupils with any SEN", "26.3", _JAN26, "independent schools"),
    _census("plan_share_of_sen", "Pupils with an EHC plan, among pupils with SEN", "29", _JAN26, "pupils with SEN"),
    _census("sen_support.2025", "Pupils at SEN Support", "14.2", _JAN25, code="K"),
    _census("ehc_plan.2025", "Pupils with an EHC plan", "5.3", _JAN25, code="E"),
    _census("any_sen.primary.2025", "Pupils with any SEN", "18.2", _JAN25, "primary schools"),
    _census("any_sen.secondary.2025", "Pupils with any SEN", "16.5", _JAN25, "secondary schools"),
    _census("any_sen.nursery.2025", "Pupils with any SEN", "18.8", _JAN25, "nursery schools"),
    _census("fsm.plan", "Free school meals", "43.8", _JAN25, "pupils with an EHC plan", code="E"),
    _census("fsm.sen_support", "Free school meals", "39.3", _JAN25, "pupils at SEN Support", code="K"),
    _census("fsm.no_sen", "Free school meals", "22.2", _JAN25, "pupils without SEN", code="N"),
    _census("boys.sen", "Boys", "61.2", _JAN25, "pupils with SEN"),
    Benchmark(
        id="plans.total",
        measure="EHC plans kept by local authorities",
        value=Decimal(638745),
        unit="count",
        year=_JAN25,
        source=_MIX,
        coverage=SCOPE_WORDS["plans_0_to_25"],
        scope="plans_0_to_25",
        confidence="confirmed",
        caution=PLANS_CAUTION,
    ),
    _plan("ASD", "autistic spectrum disorder", "31.5"),
    _plan("SLCN", "speech, language and communication", "21.3"),
    _plan("SEMH", "social, emotional and mental health", "20.7"),
    _plan("MLD", "moderate learning difficulty", "10.6"),
    _plan("SLD", "severe learning difficulty", "3.9"),
    _plan("PD", "physical disability", "3.9"),
    _plan("SPLD", "specific learning difficulty", "2.4"),
    _plan("HI", "hearing impairment", "1.4"),
    _plan("PMLD", "profound and multiple learning difficulty", "1.3"),
    _plan("OTH", "other difficulty or disability", "1.2"),
    _plan("VI", "vision impairment", "0.8"),
    _plan("MSI", "multi-sensory impairment", "0.3"),
    _plan("", "not known", "0.8"),
    _absence("absence.plan", "Sessions missed", "12.4", "pupils with an EHC plan"),
    _absence("absence.sen_support", "Sessions missed", "10.3", "pupils at SEN Support"),
    _absence("absence.no_sen", "Sessions missed", "6.1", "pupils without SEN"),
    _absence("persistent.plan", "Persistently absent (10% or more)", "34.6", "pupils with an EHC plan"),
    _absence("persistent.sen_support", "Persistently absent (10% or more)", "29.9", "pupils at SEN Support"),
    _absence("persistent.no_sen", "Persistently absent (10% or more)", "18.2", "pupils without SEN"),
    Benchmark(
        id="severe.all",
        measure="Severely absent (50% or more)",
        value=Decimal("2.3"),
        year="2023/24",
        source="FFT Education Datalab, October 2025, from DfE absence figures",
        coverage="all pupils",
        scope="absence_return",
        confidence="secondary",
        caution="Pupils who miss half their sessions are often on the roll for part of the year only.",
    ),
    _suspension("suspensions.rate", "Suspensions", "11.31", "per_100", "all pupils"),
    _suspension("suspensions.sen_support", "Share of all suspensions", "34.7", "percent", "pupils at SEN Support"),
    _suspension("suspensions.plan", "Share of all suspensions", "10.6", "percent", "pupils with an EHC plan"),
    _suspension("exclusions.rate", "Permanent exclusions", "0.13", "per_100", "all pupils"),
    _suspension("exclusions.sen_support", "Share of permanent exclusions", "42.6", "percent", "pupils at SEN Support"),
    _suspension("exclusions.plan", "Share of permanent exclusions", "9.6", "percent", "pupils with an EHC plan"),
)
"""Every figure the program carries. Where a newer one was not found, the older stands with its year."""

NOT_FOUND: tuple[str, ...] = (
    "Absence and suspension by SEN for the whole of 2024/25",
    "Type of need in the school census of January 2026",
    "EHC plans with primary need Down syndrome (first collected for 2025/26)",
)
"""What was looked for and not found: shown as missing, never estimated."""


def benchmark(identity: str) -> Benchmark:
    """The figure with this id. KeyError for any other."""
    return _BY_ID[identity]


def any_sen(phase: str) -> Benchmark | None:
    """The latest share of pupils with any SEN in schools of this phase; None for a phase without one figure."""
    return _BY_ID.get(f"any_sen.{phase}")


def plan_mix() -> tuple[Benchmark, ...]:
    """EHC plans by primary need, the commonest first; not known comes last. Of people from birth to 25."""
    mix = [each for each in BENCHMARKS if each.id.startswith("plans.need.")]
    return tuple(sorted(mix, key=lambda each: (not each.code, -each.value)))


_BY_ID = {each.id: each for each in BENCHMARKS}
