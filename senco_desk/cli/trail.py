"""`trail`: who looked, changed, printed and saved what, newest first; also as a CSV or Excel list."""

from __future__ import annotations

import argparse

from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.world import World
from senco_desk.services import pupils, trail, trail_papers
from senco_desk.services.trail import Asked


def show(asked: argparse.Namespace, world: World) -> int:
    """List the audit trail, or write it to a file; whoever sees every pupil may read it."""
    with open_desk(asked, world, looking=True) as desk:
        desk.need("everybody")
        pupil = pupils.by_upn(desk, asked.pupil).id if asked.pupil else ""
        wanted = Asked(pupil_id=pupil, deed=asked.deed, since=asked.since, until=asked.until)
        found = trail.listed(desk, wanted)
        if asked.out is not None:
            count = trail_papers.write_list(desk, asked.out, wanted)
            trail.note(desk, trail.EXPORT, pupil, f"Who did what, {count:,} entries, {asked.out.suffix[1:].upper()}")
    document = {
        "total": found.total,
        "entries": [
            {
                "number": each.seq,
                "at": each.at.isoformat(timespec="seconds"),
                "person": each.person,
                "deed": each.deed,
                "what": each.what,
                "pupil": each.pupil or None,
            }
            for each in found.entries
        ],
        "file": str(asked.out) if asked.out is not None else None,
    }
    lines = [
        "  ".join(part for part in (f"{each.at:%Y-%m-%d %H:%M}", each.person, each.did, each.what, each.pupil) if part)
        for each in found.entries
    ]
    if found.total > len(found.entries):
        lines.append(f"The newest {len(found.entries):,} of {found.total:,} entries; --since and --until narrow them.")
    if asked.out is not None:
        lines.append(f"Written to {asked.out}.")
    say_of(asked, world).answer(document, lines or ["Nothing has been noted."])
    return 0
