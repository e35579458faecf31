"""`import roll`, the term's figures, and the school calendar."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator

from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.world import World
from senco_desk.domain.problems import Problem
from senco_desk.services import figures, rolls, schools
from senco_desk.services.figures import FiguresPlan, Kind
from senco_desk.services.roll_columns import words_of
from senco_desk.services.rolls import Listed, RollPlan

SHOWN = 20
"""So many children of a kind are named in the text; the JSON names all."""


def import_roll(asked: argparse.Namespace, world: World) -> int:
    """Read a roll and bring it in; with `--dry-run` only say what would be done."""
    roll = rolls.read(asked.file, asked.map)
    with open_desk(asked, world, read_only=asked.dry_run) as desk:
        planned = rolls.plan(desk, roll)
        if not asked.dry_run:
            planned = rolls.apply(desk, planned).value
    say = say_of(asked, world)
    for problem in planned.problems:
        say.problem(problem)
    say.answer(_roll_document(planned, dry_run=asked.dry_run), _roll_lines(planned, dry_run=asked.dry_run))
    return 0


def import_attendance(asked: argparse.Namespace, world: World) -> int:
    """Each child's attendance."""
    return _import_figures(asked, world, "attendance")


def import_assessments(asked: argparse.Namespace, world: World) -> int:
    """Assessment results."""
    return _import_figures(asked, world, "assessments")


def import_sessions(asked: argparse.Namespace, world: World) -> int:
    """Sessions that were given, or not."""
    return _import_figures(asked, world, "sessions")


def import_calendar(asked: argparse.Namespace, world: World) -> int:
    """Term dates, closures and INSET days."""
    with open_desk(asked, world) as desk:
        years = figures.import_calendar(desk, asked.file).value
        calendar = schools.calendar(desk)
        advice = [words for year, _days in years if (words := calendar.advice(year))]
    say = say_of(asked, world)
    for words in advice:
        say.problem(words)
    say.answer(
        {"years": [{"year": str(year), "school_days": days} for year, days in years]},
        [f"{year}: {days} school days." for year, days in years],
    )
    return 0


def _import_figures(asked: argparse.Namespace, world: World, kind: Kind) -> int:
    with open_desk(asked, world, read_only=asked.dry_run) as desk:
        planned = figures.plan(desk, kind, asked.file)
        if asked.dry_run:
            figures.require_some(planned)
        else:
            figures.apply(desk, planned)
    say = say_of(asked, world)
    for problem in planned.problems:
        say.problem(problem)
    say.answer(_figures_document(planned, dry_run=asked.dry_run), [_figures_line(planned, dry_run=asked.dry_run)])
    return 0


def _roll_document(planned: RollPlan, *, dry_run: bool) -> dict[str, object]:
    return {
        "read": planned.read,
        "new": len(planned.new),
        "changed": len(planned.changed),
        "unchanged": planned.unchanged,
        "left": len(planned.left),
        "held": len(planned.held),
        "problems": _problems(planned.problems),
        "dry_run": dry_run,
        "as_of": planned.as_of.isoformat(),
        "full": planned.full,
        "changes": [
            {**_who(each.pupil), "field": change.field, "from": change.before, "to": change.after}
            for each in planned.changed
            for change in each.changes
        ],
        "differences": [
            {
                **_who(each.pupil),
                "field": each.difference.field,
                "kept": each.difference.kept,
                "roll": each.difference.roll,
                "why": each.difference.why,
            }
            for each in planned.differences
        ],
        "matched_by_name": [_who(each) for each in planned.by_name],
        "left_pupils": [_who(each) for each in planned.left],
        "columns_kept_aside": list(planned.kept_aside),
    }


def _roll_lines(planned: RollPlan, *, dry_run: bool) -> Iterator[str]:
    yield (
        f"{planned.read:,} pupils read: {len(planned.new):,} new, {len(planned.changed):,} changed,"
        f" {planned.unchanged:,} unchanged, {len(planned.left):,} left"
        + (f", {len(planned.held):,} not imported (see the problems)." if planned.held else ".")
    )
    if planned.kept_aside:
        yield f"Columns that were not recognised and left alone: {', '.join(planned.kept_aside)}."
    yield from _changes(planned)
    yield from _section("Left (their records stay)", [_named(each) for each in planned.left])
    yield from _section(
        "Matched by name and date of birth; please look whether it is the same child",
        [_named(each) for each in planned.by_name],
    )
    differences = [
        f"{_named(each.pupil)}: {words_of(each.difference.field)} is “{each.difference.kept}” here and"
        f" “{each.difference.roll}” in the roll. {each.difference.why}"
        for each in planned.differences
    ]
    yield from _section("Differences that were kept", differences)
    if dry_run:
        yield "Nothing was written: this was a dry run."
    elif not planned.writes:
        yield "There was nothing to change."
    else:
        yield "Imported. “Undo import roll” takes all of it back in one step."


def _changes(planned: RollPlan) -> Iterator[str]:
    """How many children each field changes for, then each change of what was not empty before."""
    every = [(each.pupil, change) for each in planned.changed for change in each.changes]
    filled = Counter(words_of(change.field) for _who, change in every if not change.before)
    yield from _section("Filled in where it was empty", [f"{words}: {number:,}" for words, number in filled.items()])
    yield from _section(
        "Changed",
        [
            f"{_named(who)}: {words_of(change.field)} from “{change.before}” to “{change.after}”"
            for who, change in every
            if change.before
        ],
    )


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"{title}:"
        yield from (f"  {line}" for line in lines[:SHOWN])
        if len(lines) > SHOWN:
            yield f"  … and {len(lines) - SHOWN:,} more (all of them with --json)"


def _figures_document(planned: FiguresPlan, *, dry_run: bool) -> dict[str, object]:
    return {
        "read": planned.read,
        "new": len(planned.new),
        "changed": len(planned.changed),
        "unchanged": planned.unchanged,
        "left": 0,
        "skipped": planned.skipped,
        "problems": _problems(planned.problems),
        "dry_run": dry_run,
    }


def _figures_line(planned: FiguresPlan, *, dry_run: bool) -> str:
    return (
        f"{planned.read:,} lines of {planned.kind} read: {len(planned.new):,} new, {len(planned.changed):,} changed,"
        f" {planned.unchanged:,} unchanged"
        + (f", {planned.skipped:,} left out (see the problems)." if planned.skipped else ".")
        + (" Nothing was written: this was a dry run." if dry_run else "")
    )


def _problems(problems: tuple[Problem, ...] | list[Problem]) -> list[dict[str, object]]:
    return [
        {"row": each.row, "column": each.column or each.field or None, "problem": each.sentence} for each in problems
    ]


def _who(listed: Listed) -> dict[str, object]:
    return {"row": listed.row, "upn": listed.upn, "name": listed.name}


def _named(listed: Listed) -> str:
    return f"{listed.name} ({listed.upn or 'no UPN'})"
