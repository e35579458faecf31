"""Erasing one child’s record for good: what would go, the deed, what is scrubbed after it, and the certificate.

Only the SENCO may. Nothing is erased but by a person who was shown what goes, gave a reason and typed the child’s name.
The order: `plan` (in a worker), `erase` (at once, in the desk's own thread), `scrub` (in a worker: free pages, log,
attachments, and the backups that were chosen), `finish` (in the desk's own thread again).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from senco_desk.documents.erasure_certificate import compose_certificate
from senco_desk.documents.render import render
from senco_desk.domain.erasing import COPY_WORDS, Certificate, CopyNoted, CopyState, problems_of_erasing
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.retention import Leaver
from senco_desk.services import retention, safety, schools, trail, watermarks
from senco_desk.services.desk import Changes, Desk, Done
from senco_desk.services.erasing_mentions import TYPED, Mention, mentions, seeker_of, take_out
from senco_desk.store import backup_places, backup_upkeep, child_reach, erasing, erasing_copies, nouns
from senco_desk.store.backups import Source
from senco_desk.store.erasing_copies import Copy
from senco_desk.store.gateway import Store

__all__ = ["COPY_WORDS", "Certificate", "Copy", "CopyNoted", "CopyState", "Mention"]

_ONE_MORE: dict[str, tuple[str, str]] = {
    "contact": ("contact", "contacts"),
    "roll_image": ("entry from the roll", "entries from the roll"),
    "status": ("status", "statuses"),
    "need": ("need", "needs"),
    "area_note": ("note on strengths and difficulties", "notes on strengths and difficulties"),
    "view": ("view", "views"),
    "cycle": ("cycle", "cycles"),
    "outcome": ("outcome", "outcomes"),
    "review": ("review", "reviews"),
    "meeting": ("meeting", "meetings"),
    "provision": ("provision line of this child alone", "provision lines of this child alone"),
    "session": ("session of these lines", "sessions of these lines"),
    "provision_pupil": ("place in provision", "places in provision"),
    "involvement": ("professional’s involvement", "professionals’ involvements"),
    "attendance": ("attendance figure", "attendance figures"),
    "assessment": ("assessment", "assessments"),
    "suspension": ("suspension", "suspensions"),
    "document": ("document", "documents"),
    "note": ("note", "notes"),
    "pack": ("record of a pack", "records of packs"),
    "commitment": ("promise", "promises"),
    "diagnosis": ("diagnosis", "diagnoses"),
    "profile": ("one-page profile", "one-page profiles"),
    "merged_pupil": ("mark that two records were made one", "marks that two records were made one"),
    "custom_value": ("value in a field of the school’s own", "values in fields of the school’s own"),
    "retention": ("decision on how long it is kept", "decisions on how long it is kept"),
    "assignment": ("assignment to a teaching assistant", "assignments to teaching assistants"),
    "pupil": ("child’s page", "child’s pages"),
}


@dataclass(frozen=True)
class Plan:
    """What erasing a child would do. Nothing has been written.

    Args:
        pupil: the child.
        leaver: how long the record is to be kept, and whether it is held.
        kept_under: the same in words, for the certificate.
        goes: how many of each kind go, by words for the kind.
        stays: how many stay that have to do with the child, by words for the kind.
        mentions: where the child is named in what is about others.
        copies: the backups that hold the child or may do so.
    """

    pupil: Pupil
    leaver: Leaver
    kept_under: str
    goes: dict[str, int]
    stays: dict[str, int]
    mentions: tuple[Mention, ...]
    copies: tuple[Copy, ...]


@dataclass(frozen=True)
class Scrubbed:
    """What came of scrubbing: whether the desk itself is done, and each backup as it stands now."""

    desk_done: bool
    copies: tuple[CopyNoted, ...]
    troubles: tuple[TroubleError, ...] = ()


def plan(desk: Desk, pupil_id: str, progress: Progress | None = None) -> Plan:
    """Everything a person should see before erasing. Reads the desk and opens its backups: call it in a worker."""
    desk.need("erase")
    watch = progress or Silent()
    watch.start("Looking at what would go", 3)
    store = desk.store
    leaver = retention.of_pupil(desk, pupil_id)
    reach = child_reach.reach(store, pupil_id)
    watch.step()
    going = [("provision", each) for each in reach.sole]
    going += [("session", row["id"]) for line in reach.sole for row in _sessions(store, line)]
    named = mentions(store, pupil_id, seeker_of(store, leaver.pupil), going)
    watch.step()
    copies = _copies_of(desk, child_reach.identities(store, pupil_id))
    watch.step()
    goes, stays = _in_words(reach, sum(each.row[0] == TYPED and each.certainty == "certain" for each in named))
    return Plan(leaver.pupil, leaver, retention.basis_in_words(desk, leaver), goes, stays, tuple(named), tuple(copies))


def can_delete(copy: Copy) -> bool:
    """Whether a copy that cannot be read can be deleted from here: a backup that the program made, and nothing else."""
    return copy.state == "may_hold" and copy.backup is not None


def delete_copy(desk: Desk, copy: Copy) -> None:
    """Delete a backup that may hold a child and cannot be read, for good. Only who may erase; refused for any other.

    Its attachments go with the next sweep of that place. Raises TroubleError where the drive refuses.
    """
    desk.need("erase")
    if not can_delete(copy) or copy.backup is None:
        raise RefusedError(f"{copy.name} is not a backup that can be deleted here. Delete it with the file manager.")
    backup_upkeep.remove(copy.backup)
    trail.note(desk, trail.BACKUP, "", "A backup that could not be read was deleted")


def erase(desk: Desk, plan: Plan, *, typed_name: str, reason: str, take: Collection[str] = ()) -> Done[Certificate]:
    """Erase the child of a plan, in one piece; it cannot be undone. Answers the certificate.

    Refused with everything that is missing: the reason, the name typed as it stands, a mark that says “do not erase”.
    What SQLite and the folder still keep is waiting for `scrub` then; a kill before that is made good at the next
    opening.

    Args:
        desk: the open desk.
        plan: from `plan`, as it was shown.
        typed_name: the child's name as the person typed it.
        reason: why; without the child's name.
        take: the ids of the mentions from which the name is taken out.
    """
    desk.need("erase")
    store, pupil = desk.store, plan.pupil
    now_held = retention.of_pupil(desk, pupil.id).is_held
    problems = problems_of_erasing(pupil, typed_name=typed_name, reason=reason, held=now_held)
    if problems:
        raise RefusedError(problems)
    certificate = Certificate(
        id=store.ids.new(),
        on=desk.today,
        at=store.clock(),
        person_id=store.person,
        person=desk.me.name,
        erased_pupil=pupil.id,
        reason=reason,
        kept_under=plan.kept_under,
        counts=plan.goes,
        stayed=plan.stays,
        backups=tuple(CopyNoted(name=copy.name, state=copy.state) for copy in plan.copies),
    )
    _erase_in(store, pupil, certificate, take)
    touched = {name: frozenset({pupil.id}) for name in nouns.TABLES}
    return Done(certificate, Changes(certificate.id, "Child’s record erased", touched))


def scrub(
    desk: Desk,
    certificate: Certificate,
    copies: Sequence[Copy] = (),
    *,
    take: Collection[str] = (),
    progress: Progress | None = None,
) -> Scrubbed:
    """Scrub what a deletion leaves in the desk's file and folder, and erase the child in these backups too.

    Uses connections of its own, so it may run in any thread; `finish` is called in the desk's own thread after it.
    A backup that cannot be written is answered as one that still holds the child, with what stood in the way.

    Args:
        desk: the open desk, of which only the folder, the keys and the person are used.
        certificate: from `erase`.
        copies: the backups that were chosen.
        take: the mentions that were chosen, to be taken out there too.
        progress: told after each step.
    """
    desk.store.require("erasure", None, None)  # asked of the connection's limits: any thread may
    watch = progress or Silent()
    watch.start("Scrubbing the desk", 1)
    second = erasing.second(desk.store)
    try:
        desk_done = erasing.scrub(second)
    finally:
        second.close()
    watch.step()
    noted, troubles = _erase_in_copies(desk, certificate, copies, take, watch)
    return Scrubbed(desk_done, noted, troubles)


def erase_in_backups(
    desk: Desk, certificate: Certificate, copies: Sequence[Copy], progress: Progress | None = None
) -> Scrubbed:
    """Erase a child who is gone from the desk in backups that turned up later; `finish` notes it. For any thread."""
    desk.store.require("erasure", None, None)
    noted, troubles = _erase_in_copies(desk, certificate, copies, (), progress or Silent())
    return Scrubbed(desk_done=False, copies=noted, troubles=troubles)


def finish(desk: Desk, certificate: Certificate, scrubbed: Scrubbed) -> Certificate:
    """Note what came of it, in the desk's own thread; answers the certificate as it is kept.

    The mark that something waits goes only where the desk itself was scrubbed to the end.
    """
    if scrubbed.desk_done:
        erasing.settle(desk.store)
    kept = certificate.model_copy(update={"backups": scrubbed.copies})
    erasing.note_backups(desk.store, kept)
    return kept


def is_waiting(desk: Desk) -> bool:
    """Whether an erasure is not finished: parts of the child may still stand in the desk's file."""
    return erasing.waiting(desk.store)


def certificates(desk: Desk) -> list[Certificate]:
    """Every certificate of this desk, the newest first."""
    return erasing.certificates(desk.store)


def certificate_pdf(desk: Desk, certificate: Certificate, target: Path | BinaryIO) -> int:
    """Write a certificate as PDF, to a file or a stream; answers its pages."""
    desk.need("export")
    paper = compose_certificate(certificate, schools.school(desk), watermark=watermarks.of(desk))
    pages = render(paper, target).total
    trail.note(desk, trail.EXPORT, certificate.erased_pupil, f"Certificate of erasure {certificate.number}")
    return pages


def ids_of(desk: Desk, certificate: Certificate) -> tuple[str, ...]:
    """The ids under which an erased child was kept: its own, and those of records that had been made one with it."""
    return (certificate.erased_pupil, *erasing.former_ids(desk.store, certificate))


def still_held(desk: Desk, certificate: Certificate) -> list[Copy]:
    """The backups that hold an erased child now, or may; a backup that was put back from a stick is found too."""
    desk.need("erase")
    return _copies_of(desk, ids_of(desk, certificate))


def erase_wholly(store: Store, certificate: Certificate) -> None:
    """Erase a child once more in a desk of an earlier day that is nobody’s yet, under the certificate there is.

    The name goes from others’ records wherever it stands in full. `store.erasing.finish` scrubs what is left.
    """
    if not child_reach.is_there(store, certificate.erased_pupil):
        return  # it went with the record it had been made one with
    pupil = nouns.PUPILS.find(store, certificate.erased_pupil)
    take = []
    if pupil is not None:
        take = [each.id for each in mentions(store, pupil.id, seeker_of(store, pupil)) if each.certainty == "certain"]
    _erase_one(store, certificate, take)


def _erase_in_copies(
    desk: Desk, certificate: Certificate, copies: Sequence[Copy], take: Collection[str], watch: Progress
) -> tuple[tuple[CopyNoted, ...], tuple[TroubleError, ...]]:
    """Each backup as it stands now, those that were known before too, and what stood in the way."""
    noted = {each.name: each for each in certificate.backups}
    former = _former_ids(desk, certificate) if copies else ()
    troubles = []
    watch.start("Erasing in the backups", len(copies))
    for copy in copies:
        noted[copy.name] = CopyNoted(name=copy.name, state=copy.state)
        try:
            erasing_copies.erase_in(copy, desk.store, lambda store: _erase_there(store, certificate, take, former))
            noted[copy.name] = CopyNoted(name=copy.name, state="erased")
        except TroubleError as trouble:
            troubles.append(trouble)
        watch.step()
    return tuple(noted.values()), tuple(troubles)


def _former_ids(desk: Desk, certificate: Certificate) -> tuple[str, ...]:
    """Through a connection of its own, since any thread may ask."""
    second = erasing.second(desk.store)
    try:
        return erasing.former_ids(second, certificate)
    finally:
        second.close()


def _erase_there(store: Store, certificate: Certificate, take: Collection[str], former: Sequence[str]) -> None:
    """In a backup the child's names are still known, so that they are looked for there as they were then.

    One of before two records were made one holds them both.
    """
    if child_reach.is_there(store, certificate.erased_pupil):
        _erase_one(store, certificate, take)
    for each in former:
        if child_reach.is_there(store, each):
            of_former = {"id": store.ids.new(), "erased_pupil": each, "counts": {}, "stayed": {}}
            _erase_one(store, certificate.model_copy(update=of_former), take)


def _erase_one(store: Store, certificate: Certificate, take: Collection[str]) -> None:
    pupil = nouns.PUPILS.find(store, certificate.erased_pupil)
    if pupil is None:
        erasing.erase(store, certificate.erased_pupil, certificate)
    else:
        _erase_in(store, pupil, certificate, take)


def _erase_in(store: Store, pupil: Pupil, certificate: Certificate, take: Collection[str]) -> None:
    taken = take_out(store, seeker_of(store, pupil), take)
    erasing.erase(store, pupil.id, certificate, renamed=taken.renamed, emptied=taken.emptied, noted=taken.noted,
                  typed=taken.typed)  # fmt: skip


def _in_words(reach: child_reach.Reach, typed_of_others: int) -> tuple[dict[str, int], dict[str, int]]:
    goes = {_kind(name, reach.rows[name]): reach.rows[name] for name in _ONE_MORE if reach.rows.get(name)}
    goes |= {_kind(name, number): number for name, number in reach.rows.items() if name not in _ONE_MORE and number}
    more = (
        ("attached file", "attached files", len(reach.blobs)),
        ("form with words not saved", "forms with words not saved", reach.typed),
        ("earlier state in the history", "earlier states in the history", reach.images),
    )
    goes |= {one if number == 1 else many: number for one, many, number in more if number}
    lines = ("group provision, without this child’s place", "group provisions, without this child’s place")
    files = ("file that another child’s record has too", "files that other children’s records have too")
    typed = (
        "form with words not saved that is about others and named the child",
        "forms with words not saved that are about others and named the child",
    )
    stays = ((lines, len(reach.shared)), (files, reach.blobs_kept), (typed, typed_of_others))
    return goes, {words[number != 1]: number for words, number in stays if number}


def _kind(name: str, number: int) -> str:
    one, many = _ONE_MORE.get(name, (f"row of “{name}”", f"rows of “{name}”"))
    return one if number == 1 else many


def _copies_of(desk: Desk, ids: Sequence[str]) -> list[Copy]:
    """The copies that hold a child under any of these ids, or may; each once, at its worst."""
    worst: dict[Path, Copy] = {}
    for each in ids:
        for copy in erasing_copies.found(desk.store, each, _places(desk)):
            if copy.records not in worst or copy.state == "holds":
                worst[copy.records] = copy
    return list(worst.values())


def _sessions(store: Store, line: str) -> Iterable[dict[str, str]]:
    return store.query("select id from session where provision_id = ?", [line])


def _places(desk: Desk) -> list[Path]:
    """Where copies of this desk are looked for: its backups' folders, and whole desks beside it or a backup."""
    store = desk.store
    assert store.keys is not None
    places = backup_places.places_of(Source(store.folder, store.keys))
    last = safety.state(desk).backup
    found = [places.first, store.folder.absolute().parent]
    if places.second is not None:
        found += [places.second, places.second.parent]
    if last is not None and last.file:
        found.append(Path(last.file).parent)
    return list(dict.fromkeys(found))
