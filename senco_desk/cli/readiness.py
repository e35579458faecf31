"""`ready`: what a request would rest on, as two lists that never merge: the legal test, and the authority's view."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.world import World
from senco_desk.domain.readiness import STATE_WORDS, Item
from senco_desk.services import pupils, readiness, trail


def ready(asked: argparse.Namespace, world: World) -> int:
    """What a request for one child would rest on today."""
    with open_desk(asked, world, looking=True) as desk:
        pupil = pupils.by_upn(desk, asked.pupil)
        found = readiness.of(desk, pupil.id, asked.authority)
        trail.looked(desk, pupil.id)
    document = {
        "pupil": pupil.upn,
        "legal_test": [_document(item) for item in found.legal_test],
        "authority_view": [_document(item) for item in found.authority_view],
    }
    lines = [
        f"{pupil.name}: the legal test",
        *_lines(found.legal_test),
        "What the local authority says it looks for (a view, not the test; a request can be made at any time)",
        *_lines(found.authority_view),
    ]
    say_of(asked, world).answer(document, lines)
    return 0


def _document(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "words": item.words,
        "state": item.state,
        "why": item.why,
        "evidence": list(item.evidence),
        "source": item.source,
    }


def _lines(items: Sequence[Item]) -> list[str]:
    return [f"  {STATE_WORDS[item.state]:<10}  {item.words}: {item.why}".rstrip(" :") for item in items]
