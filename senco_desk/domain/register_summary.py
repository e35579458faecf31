"""The register counted for the headteacher or the governors: by status, year and need, beside national figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from senco_desk.domain.benchmarks import Benchmark, any_sen, benchmark
from senco_desk.domain.codes import SEN_TYPES, YEAR_GROUPS, year_order
from senco_desk.domain.register import Register, RegisterRow
from senco_desk.domain.school import Phase
from senco_desk.domain.small_numbers import SMALLEST_SHOWN, percent, shown

NOTHING_SHOWN = "fewer than can be shown"


@dataclass(frozen=True)
class Count:
    """A line of a table: its words, its number as it may be shown, and the number itself where it may be."""

    words: str
    shown: str
    number: int | None
    code: str = ""


@dataclass(frozen=True)
class Share:
    """A share of all pupils on roll beside the national one."""

    words: str
    count: str
    percent: str
    national: Benchmark | None


@dataclass(frozen=True)
class YearCounts:
    """A year group: SEN Support, EHC plan, monitoring. In suppressed papers only `sen` (both together) is told."""

    words: str
    support: str
    plan: str
    monitoring: str
    sen: str


@dataclass(frozen=True)
class RegisterSummary:
    """The register in figures. `sen` counts SEN Support and EHC plan; monitoring comes before the register."""

    as_at: date
    on_roll: int
    sen: int
    suppressed: bool
    shares: tuple[Share, ...]
    monitoring: str
    years: tuple[YearCounts, ...]
    needs: tuple[Count, ...]
    hidden: bool


def summary_of(register: Register, phase: Phase, *, suppressed: bool) -> RegisterSummary:
    """Count a register.

    Args:
        register: the whole register of a day, unfiltered.
        phase: of the school, to choose the national figure.
        suppressed: for governors or anybody outside the office: no small number, and none that can be worked out.
    """
    counts = register.counts
    on = [row for row in register.rows if row.status in ("K", "E")]
    parts = _shown([counts["K"], counts["E"]], suppressed=suppressed)
    rest = _shown([counts["monitoring"], counts["N"]], suppressed=suppressed)
    # A total that cannot be split safely is held back with its parts: the roll less the rest would give it away.
    few = suppressed and 0 < len(on) < SMALLEST_SHOWN
    all_told = parts is not None and rest is not None and not few
    years = _years(register.rows, on, suppressed=suppressed) if all_told else ()
    needs = _needs(on, suppressed=suppressed) if all_told else ()
    return RegisterSummary(
        as_at=register.as_at,
        on_roll=register.on_roll,
        sen=len(on),
        suppressed=suppressed,
        shares=_shares(
            counts["K"], counts["E"], register.on_roll, parts if all_told else None, phase, suppressed=suppressed
        ),
        monitoring=rest[0] if rest is not None and all_told else NOTHING_SHOWN,
        years=years,
        needs=needs,
        hidden=not all_told,
    )


def _shown(counts: Sequence[int], *, suppressed: bool) -> list[str] | None:
    return shown(counts) if suppressed else [str(count) for count in counts]


def _shares(
    support: int, plan: int, on_roll: int, parts: list[str] | None, phase: Phase, *, suppressed: bool
) -> tuple[Share, ...]:
    national = any_sen(phase) if phase in ("primary", "secondary") else None
    rows = (
        ("SEN Support", support, parts[0] if parts else NOTHING_SHOWN, benchmark("sen_support")),
        ("EHC plan", plan, parts[1] if parts else NOTHING_SHOWN, benchmark("ehc_plan")),
        ("Any SEN", support + plan, str(support + plan) if parts else NOTHING_SHOWN, national),
    )
    return tuple(
        Share(words, told, percent(count, on_roll, suppressed=suppressed) if told.isdigit() else "", figure)
        for words, count, told, figure in rows
    )


def _years(rows: Sequence[RegisterRow], on: Sequence[RegisterRow], *, suppressed: bool) -> tuple[YearCounts, ...]:
    codes = sorted({row.year_group for row in rows}, key=year_order)
    totals = Counter(row.year_group for row in on)
    sen = _shown([totals[code] for code in codes], suppressed=suppressed)
    if sen is None:
        return ()
    found = []
    for code, total in zip(codes, sen, strict=True):
        by = Counter(row.status for row in rows if row.year_group == code)
        words = YEAR_GROUPS.name_of(code) or "Year not known"
        split = ("", "", "") if suppressed else (str(by["K"]), str(by["E"]), str(by["monitoring"]))
        found.append(YearCounts(words, *split, total))
    return tuple(found)


def _needs(on: Sequence[RegisterRow], *, suppressed: bool) -> tuple[Count, ...]:
    totals = Counter(row.primary_need for row in on)
    codes = sorted(totals, key=lambda code: (not code, -totals[code], code))
    told = _shown([totals[code] for code in codes], suppressed=suppressed)
    if told is None:
        return ()
    return tuple(
        Count(SEN_TYPES.name_of(code) or "No need recorded yet", words, totals[code] if words.isdigit() else None, code)
        for code, words in zip(codes, told, strict=True)
    )
