"""The headteacher's register summary: one page of counts beside national figures, and the list after it.

With `suppressed` it is for governors: the same page without small numbers, and no list.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from senco_desk.documents.charts_content import NeedBar, NeedBars
from senco_desk.documents.content import (
    Block,
    Cell,
    Document,
    Figure,
    Grid,
    Heading,
    Number,
    PageBreak,
    Paragraph,
    Title,
)
from senco_desk.domain.benchmarks import PLANS_CAUTION, SMALL_NUMBERS_CAUTION, plan_mix
from senco_desk.domain.codes import SEN_TYPES, YEAR_GROUPS
from senco_desk.domain.register import RegisterRow
from senco_desk.domain.register_summary import RegisterSummary
from senco_desk.domain.school import School
from senco_desk.domain.small_numbers import HELD_BACK, SMALL
from senco_desk.domain.terms import in_words

MOST_BARS = 8
"""More needs than this would push the page over; the rest stand in the list."""


def compose_register_summary(
    summary: RegisterSummary, school: School, rows: Sequence[RegisterRow] = (), *, shown: str = "", watermark: str = ""
) -> Document:
    """The summary as content.

    Args:
        summary: the register in figures.
        school: whose register it is.
        rows: the list that follows; never printed in a suppressed paper.
        shown: what the list was filtered by, in the person's own words.
        watermark: pale words across each page of a demonstration.
    """
    blocks: list[Block] = [
        Title("SEN register", f"{school.name}, as at {in_words(summary.as_at)}"),
        Paragraph(_opening(summary), "lead"),
        _shares(summary),
        *_years(summary),
        *_needs(summary),
        *_notes(summary),
    ]
    if not summary.suppressed:
        blocks += [PageBreak(), *_list(rows, shown)]
    return Document(
        title="SEN register" if not summary.suppressed else "SEN register, for governors",
        school=school.name,
        blocks=tuple(blocks),
        dated=in_words(summary.as_at),
        watermark=watermark,
    )


def _opening(summary: RegisterSummary) -> str:
    roll = f"{summary.on_roll:,} pupil{'' if summary.on_roll == 1 else 's'} on roll"
    if summary.hidden:
        return f"{roll}. The numbers of pupils with SEN are too small to be shown without pointing at a child."
    said = [f"{roll}; {summary.sen:,} {'is' if summary.sen == 1 else 'are'} on the SEN register."]
    if summary.monitoring not in ("0", SMALL, HELD_BACK):
        said.append(f"Another {summary.monitoring} {'is' if summary.monitoring == '1' else 'are'} being monitored.")
    return " ".join(said)


def _shares(summary: RegisterSummary) -> Block:
    rows: list[tuple[Cell, ...]] = []
    for share in summary.shares:
        national = share.national
        rows.append(
            (
                share.words,
                Number(share.count),
                Number(share.percent),
                Number(f"{national.value} %" if national else "–"),
                f"{national.year}, {national.coverage}" if national else "",
            )
        )
    headers = ("Status", "Pupils", "Of the roll", "England", "England’s figure is of")
    return Grid(headers, tuple(rows), (2, 1.6, 1.1, 1, 2.8))


def _years(summary: RegisterSummary) -> list[Block]:
    if not summary.years:
        return []
    if summary.suppressed:
        headers: tuple[str, ...] = tuple(each.words for each in summary.years)
        row: tuple[Cell, ...] = tuple(Number(each.sen) for each in summary.years)
        return [Grid(headers, (row,), caption="Pupils with SEN by year group")]
    headers = ("", *(_short_year(each.words) for each in summary.years))
    rows: list[tuple[Cell, ...]] = [
        ("SEN Support", *(Number(each.support) for each in summary.years)),
        ("EHC plan", *(Number(each.plan) for each in summary.years)),
        ("Monitoring", *(Number(each.monitoring) for each in summary.years)),
    ]
    widths = (2.2, *(1.0 for _ in summary.years))
    return [Grid(headers, tuple(rows), widths, caption="By year group")]


def _short_year(words: str) -> str:
    return words.replace("Year ", "Y") if words.startswith("Year ") and words[5:].isdigit() else words


def _needs(summary: RegisterSummary) -> list[Block]:
    """The need mix; beside it the mix of EHC plans, which is the newest there is, with the caution that it needs."""
    if not summary.needs or not summary.sen:
        return []
    national = {each.code: each.value for each in plan_mix()}
    year = plan_mix()[0].year
    drawn = [each for each in summary.needs if each.number][:MOST_BARS]
    bars = tuple(
        NeedBar(each.words, each.number or 0, Fraction(100 * (each.number or 0), summary.sen), national.get(each.code))
        for each in drawn
        if summary.sen >= 10 or not summary.suppressed
    )
    blocks: list[Block] = []
    if bars:
        caption = f"Primary need, as a share of pupils with SEN (mark: EHC plans in England, {year})"
        blocks.append(Figure(NeedBars(bars, "EHC plans"), caption))
    others = [each for each in summary.needs if each not in drawn]
    if others:
        said = "; ".join(f"{each.words}: {each.shown}" for each in others)
        blocks.append(Paragraph(f"Also: {said}.", "small"))
    return blocks


def _notes(summary: RegisterSummary) -> list[Block]:
    source = summary.shares[0].national
    said = [f"National shares: {source.source}." if source else "", SMALL_NUMBERS_CAUTION]
    if summary.needs:
        said.append(f"National need mix: {plan_mix()[0].source}, {plan_mix()[0].year}. {PLANS_CAUTION}")
    if summary.suppressed:
        said.append(
            f"Counts from 1 to 4 are shown as {SMALL}; {HELD_BACK} stands for a larger count that is held back so"
            " that a small one cannot be worked out."
        )
    return [Paragraph(" ".join(part for part in said if part), "small")]


def _list(rows: Sequence[RegisterRow], shown: str) -> list[Block]:
    heading = Heading(1, "Pupils on the register", "list")
    told = [Paragraph(f"Shown: {len(rows):,} with “{shown}”.", "muted")] if shown else []
    cells = tuple(
        (
            f"{row.surname}, {row.forename}".strip(", "),
            YEAR_GROUPS.name_of(row.year_group),
            row.class_name,
            row.status_words,
            _need_words(row),
            f"{row.next_review:%d/%m/%Y}" if row.next_review else "not set",
        )
        for row in rows
    )
    headers = ("Name", "Year", "Class", "Status", "Needs", "Next review")
    grid = Grid(headers, cells, (2.6, 1.2, 0.9, 1.5, 3.2, 1.4), empty="Nobody is on the register on this day.")
    return [heading, *told, grid]


def _need_words(row: RegisterRow) -> str:
    return "; ".join(SEN_TYPES.name_of(code) for code in row.needs[:2])
