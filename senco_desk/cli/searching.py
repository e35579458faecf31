"""`search`: everything that is written, found by a word."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.world import World
from senco_desk.services import finding, pupils, reading_pages, trail
from senco_desk.services.finding import Found, Heading

_KINDS: Mapping[Heading, str] = {
    "pupils": "pupil", "plans": "plan", "notes": "note", "meetings": "meeting", "documents": "document",
}  # fmt: skip


def search(asked: argparse.Namespace, world: World) -> int:
    """Pupils by name, plans, notes, meetings, and the text inside documents, which is read first where it is not yet.

    Finds exactly what the window's search finds for the same person. What records say is shown here without any being
    opened, so that it was searched is noted.
    """
    say = say_of(asked, world)
    with open_desk(asked, world, looking=True) as desk:
        reading_pages.read_unread(desk, say.progress())
        found = finding.answer(desk, asked.text, each=asked.limit)
        numbers = {each.pupil_id: pupils.get(desk, each.pupil_id).upn for each in found.found}
        if found.found:
            whose = f"{len(numbers):,} {'pupil' if len(numbers) == 1 else 'pupils'}"
            trail.looked(desk, "", f"Search, {len(found.found):,} found, {whose}")
    say.answer(
        {
            "hits": [
                {
                    "kind": _KINDS[each.heading],
                    "record": each.noun,
                    "id": each.record_id,
                    "pupil": numbers[each.pupil_id],
                    "where": each.where,
                    "page": each.page or None,
                    "snippet": each.plain,
                }
                for each in found.found
            ],
            "counted": {_KINDS[heading]: number for heading, number in found.counted.items()},
        },
        [_line(each) for each in found.found] or [f"Nothing was found for “{asked.text}”."],
    )
    return 0


def _line(each: Found) -> str:
    where = f"{each.words} · {each.place}" if each.noun == "pupil" else each.where
    return f"{where}: {each.plain}" if each.plain else where
