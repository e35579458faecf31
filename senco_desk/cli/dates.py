"""`dates` and `upn`: answers that need no desk."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from senco_desk.cli.opening import say_of
from senco_desk.cli.world import World
from senco_desk.domain import statutory
from senco_desk.domain import upn as upns
from senco_desk.domain.statutory import StatutoryDate
from senco_desk.domain.statutory_rules import OWNER_WORDS


def ehcna(asked: argparse.Namespace, world: World) -> int:
    """The dates of a request for an EHC needs assessment."""
    return _say(asked, world, statutory.ehcna_dates(asked.received, asked.draft_served))


def review(asked: argparse.Namespace, world: World) -> int:
    """The dates around an annual review meeting."""
    return _say(asked, world, statutory.review_dates(asked.meeting))


def appeal(asked: argparse.Namespace, world: World) -> int:
    """The last day for an appeal."""
    return _say(asked, world, statutory.appeal_dates(asked.letter, asked.certificate))


def transfer(asked: argparse.Namespace, world: World) -> int:
    """The date by which a plan is amended for a move between phases."""
    return _say(asked, world, statutory.transfer_dates(asked.year, asked.to))


def upn(asked: argparse.Namespace, world: World) -> int:
    """Check unique pupil numbers; a wrong one is an answer, not a refusal."""
    checks = [upns.check(value) for value in asked.values]
    document = [
        {"upn": each.upn, "valid": each.valid, "kind": each.kind, "problem": each.problem or None} for each in checks
    ]
    lines = [f"{each.upn}  {f'valid, {each.kind}' if each.valid else each.problem}" for each in checks]
    say_of(asked, world).answer(document, lines)
    return 0


def _say(asked: argparse.Namespace, world: World, dates: Iterable[StatutoryDate]) -> int:
    found = list(dates)
    document = {
        "dates": [
            {
                "id": each.id,
                "date": each.date.isoformat(),
                "plain_date": each.plain_date.isoformat(),
                "owner": each.owner,
                "what": each.what,
                "source": each.source,
                "confidence": each.confidence,
                "warning": each.warning,
            }
            for each in found
        ]
    }
    lines = []
    for each in found:
        lines += [f"{statutory.in_words(each.date)}  {each.what}", f"    {OWNER_WORDS[each.owner]}; {each.source}"]
        lines += [f"    {each.warning}"] if each.warning else []
    say_of(asked, world).answer(document, lines)
    return 0
