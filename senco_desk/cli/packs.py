"""`pack`: a child's evidence pack, written once a person has looked at the other people's names in it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.world import World
from senco_desk.services import packs, pupils, trail
from senco_desk.services.pack_plans import letters_sentence
from senco_desk.services.packs import Made, MadeFile, NamesFoundError, PackPlan


def pack(asked: argparse.Namespace, world: World) -> int:
    """Write the pack as PDF and keep in the record that it was made.

    Where other people's names are found, and nobody has said that they were looked at, each is a problem, nothing is
    written, and the JSON document lists them all the same.
    """
    say = say_of(asked, world)
    part = None if asked.max_part_mb is None else float(asked.max_part_mb)
    with open_desk(asked, world) as desk:
        pupil = pupils.by_upn(desk, asked.pupil)
        try:
            made = packs.make(
                desk,
                pupil.id,
                asked.out,
                authority=asked.authority or None,
                max_part_mb=part,
                names_checked=asked.names_checked,
                progress=say.progress(),
            )
        except NamesFoundError as found:
            if asked.json:
                say.answer(_document(found.plan, ()), ())
            raise
        packs.record(desk, made)
        trail.note(desk, trail.EXPORT, pupil.id, f"Evidence pack, {made.pages} pages, PDF file")
    for unseen in made.third_party.not_checkable:
        say.problem(unseen.sentence)
    for each in made.appendices:
        if each.problem:
            say.problem(f"Appendix {each.number} ({each.paper.title}) could not be bound in: {each.problem}")
    if made.missing_letters:
        say.problem(letters_sentence(made.missing_letters))
    for file in made.files:
        if file.too_large:
            say.problem(f"{file.path.name} is larger than {asked.max_part_mb} MB: a single page of it is.")
    say.answer(_document(made, made.files), _lines(made))
    return 0


def _document(pack: Made | PackPlan, files: Sequence[MadeFile]) -> dict[str, object]:
    return {
        "files": [
            {"path": str(each.path), "pages": each.pages, "bytes": each.bytes, "sha256": each.sha256} for each in files
        ],
        "sections": [
            {"id": each.id, "title": each.title, "state": each.state, "page": each.page} for each in pack.sections
        ],
        "third_party": {
            "found": [
                {
                    "name": each.name,
                    "kind": each.kind,
                    "where": each.where,
                    "excerpt": each.excerpt,
                    "certainty": each.certainty,
                    "count": each.count,
                }
                for each in pack.third_party.found
            ],
            "not_checkable": [
                {"where": each.where, "pages": list(each.pages)} for each in pack.third_party.not_checkable
            ],
            "other_children": list(pack.third_party.other_children),
        },
        "appendices": [
            {
                "number": each.number,
                "document": each.paper.id,
                "title": each.paper.title,
                "pages": each.pages,
                "problem": each.problem or None,
            }
            for each in pack.appendices
        ],
        "pages": pack.pages,
        "authority": pack.authority_id,
    }


def _lines(made: Made) -> list[str]:
    return [
        *(f"{each.path}: {each.pages} pages, {each.bytes:,} bytes" for each in made.files),
        *(f"  page {each.page:>3}  {each.title} ({each.state.replace('_', ' ')})" for each in made.sections),
    ]
