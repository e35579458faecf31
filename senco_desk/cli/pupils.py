"""Commands on one child's record: the SEN status, and notes."""

from __future__ import annotations

import argparse

from senco_desk.cli.drafting import drafted
from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.world import World
from senco_desk.domain import codes
from senco_desk.domain.needs import StatusDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.terms import in_words
from senco_desk.services import pupils, records, statuses


def status(asked: argparse.Namespace, world: World) -> int:
    """Put a child on or off the register; a code of need that is not known is kept, and named."""
    say = say_of(asked, world)
    wanted = None if asked.need is None else [code.strip().upper() for code in asked.need]
    with open_desk(asked, world) as desk:
        pupil = pupils.by_upn(desk, asked.pupil)
        values = {
            "pupil_id": pupil.id,
            "status": asked.to,
            "start": asked.start,
            "reason": asked.reason,
            "decided_by": asked.decided_by,
            "parents_told_on": asked.parents_told,
        }
        draft = drafted(StatusDraft, values, {"start": "--from", "parents_told_on": "--parents-told"})
        kept = statuses.change(desk, draft, wanted).value
        needs = [need.code for need in pupils.record_of(desk, pupil.id).needs_on(asked.start)]
    for code in wanted or ():
        if codes.SEN_TYPES.find(code) is None:
            say.problem(f"{code} is not a DfE code of SEN type; it was kept as it is. Check it.")
    of = f" ({', '.join(needs)})" if needs else ""
    say.answer(
        {"pupil": pupil.upn, "status": kept.status, "needs": needs, "from": asked.start.isoformat()},
        [f"{pupil.name}: {kept.words}{of} from {in_words(asked.start)}."],
    )
    return 0


def note(asked: argparse.Namespace, world: World) -> int:
    """A note in the chronology, about today unless told otherwise."""
    with open_desk(asked, world) as desk:
        pupil = pupils.by_upn(desk, asked.pupil)
        values = {"pupil_id": pupil.id, "on": asked.dated or desk.today, "text": asked.text}
        kept = records.add(desk, drafted(NoteDraft, values, {"text": "TEXT", "on": "--dated"})).value
    say_of(asked, world).answer({"id": kept.id}, [f"Note kept for {pupil.name}, {in_words(kept.on)}."])
    return 0
