"""`register`: who is on the SEN register on a day, on screen or as a file."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.world import World
from senco_desk.domain.needs import STATUS_WORDS, StatusCode
from senco_desk.domain.register import Register, RegisterRow, filtered
from senco_desk.domain.register_columns import MONEY, RegisterColumn, by_id
from senco_desk.domain.register_filter_typing import read_filter
from senco_desk.domain.register_filters import Filter, rule_of
from senco_desk.domain.register_list import listing
from senco_desk.domain.terms import in_words
from senco_desk.services import register as registers
from senco_desk.services import trail
from senco_desk.services.desk import Desk

ON_REGISTER: tuple[StatusCode, ...] = ("K", "E", "monitoring")


def register(asked: argparse.Namespace, world: World) -> int:
    """The register as it stood on a day; with `--out` also as PDF, Excel or CSV by the ending of its name.

    With `--where` both the counts and the list are of the children in whom every word is found; with `--only`, of
    those for whom each filter holds. A file of a filtered register is the list alone, with the filters in words.
    """
    with open_desk(asked, world, looking=True) as desk:
        day = asked.as_at or desk.today
        everybody = registers.as_at(desk, day, everyone=True, spend=False)
        columns = by_id(registers.columns(desk, everybody.fields))
        filters = [read_filter(each, tuple(columns.values())) for each in asked.only]
        if any(each.column in MONEY for each in filters):
            everybody = replace(everybody, rows=tuple(registers.with_spend(desk, everybody.rows, day)))
        rows = filtered(everybody.rows, asked.where) if asked.where.strip() else list(everybody.rows)
        rule = rule_of(filters, columns, registers.spans(desk, day))
        rows = [row for row in rows if rule is None or rule(row)]
        if asked.out is not None:
            _write(desk, asked, replace(everybody, rows=tuple(rows)), filters, columns)
        pupils = f"{len(rows):,} {'pupil' if len(rows) == 1 else 'pupils'}"
        if asked.out is not None:
            trail.note(desk, trail.EXPORT, "", f"Register, {pupils}, {asked.out.suffix[1:].upper()} file")
        else:
            trail.looked(desk, "", f"Register, {pupils}")
    by = Counter(row.status for row in rows)
    counts = {code: by[code] for code in ("N", *ON_REGISTER)}
    shown = [row for row in rows if row.status in ON_REGISTER]
    document = {
        "as_at": day.isoformat(),
        "counts": counts,
        "pupils": [_document(row) for row in shown],
        "file": str(asked.out) if asked.out is not None else None,
    }
    title = f"SEN register as at {in_words(day)}: " + ", ".join(
        f"{counts[code]:,} {STATUS_WORDS[code]}" for code in ON_REGISTER
    )
    lines = [title, *_table(shown)]
    if asked.out is not None:
        lines.append(f"Written to {asked.out}.")
    say_of(asked, world).answer(document, lines)
    return 0


def _write(
    desk: Desk,
    asked: argparse.Namespace,
    found: Register,
    filters: Sequence[Filter],
    columns: dict[str, RegisterColumn],
) -> None:
    """The whole register as it always was; a filtered one as a list, by the usual columns and those filtered by."""
    # Slow imports on purpose: a register on screen needs no PDF library.
    if not filters:
        from senco_desk.services import summaries  # noqa: PLC0415

        summaries.write_register(desk, asked.out, as_at=found.as_at, where=asked.where)
        return
    from senco_desk.services import register_lists  # noqa: PLC0415

    names = dict.fromkeys((*_LISTED, *(each.column for each in filters)))
    shown = listing(
        [columns[name] for name in names],
        [row for row in found.rows if row.status in ON_REGISTER],
        as_at=found.as_at,
        on_roll=found.on_roll,
        known=columns,
        chosen=[*filters, *([f"“{asked.where}”"] if asked.where.strip() else [])],
    )
    register_lists.write_list(desk, asked.out, shown)


_LISTED = ("name", "year", "class", "status", "needs", "review")


def _document(row: RegisterRow) -> dict[str, object]:
    return {
        "upn": row.upn,
        "name": row.name,
        "year": row.year_group,
        "class": row.class_name,
        "status": row.status,
        "since": row.since.isoformat() if row.since else None,
        "primary_need": row.primary_need or None,
        "secondary_need": row.secondary_need or None,
        "next_review": row.next_review.isoformat() if row.next_review else None,
    }


_WIDEST = 40


def _table(rows: Sequence[RegisterRow]) -> list[str]:
    """Columns as wide as what they hold, up to a width; a longer text moves only its own line."""
    head = ("Name", "UPN", "Year", "Status", "Needs", "Next review")
    cells = [
        (
            row.name,
            row.upn,
            row.year_group,
            row.status_words,
            ", ".join(row.needs),
            row.next_review.isoformat() if row.next_review else "",
        )
        for row in rows
    ]
    if not cells:
        return ["Nobody."]
    widths = [min(max(len(line[column]) for line in (head, *cells)), _WIDEST) for column in range(len(head))]
    return [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in (head, *cells)
    ]
