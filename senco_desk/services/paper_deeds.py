"""What is done with documents that are kept: newer versions, to another child, confirmed, changed together, removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from senco_desk.domain.paper_ages import AgeLimits
from senco_desk.domain.paper_versions import chain_id, chains
from senco_desk.domain.papers import Document, DocumentDraft
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.pupils import Pupil
from senco_desk.services import attaching, records, schools
from senco_desk.services.desk import Desk, Done, done
from senco_desk.services.resources import resource
from senco_desk.store import nouns
from senco_desk.store.gateway import Change

_CARRIED = ("kind", "needs", "outcomes", "confidential")
"""What a newer version takes over from the one before, unless it says more of itself."""


def age_limits(desk: Desk, pupil: Pupil) -> AgeLimits:
    """From what age reports are asked for again: the child's authority's own figure, or else those that are shipped."""
    shipped = AgeLimits.model_validate_json(resource("papers/ages.json").read_text(encoding="utf-8"))
    return shipped.with_authority(schools.profile_for(desk, pupil).max_report_months)


def keep_newer(desk: Desk, older: Document, draft: DocumentDraft) -> Done[Document]:
    """Keep a paper as the newest version of one that is there: packs take it from now on, and not the older ones.

    The file of `draft` is on the drive already (`arrivals.read_in`). Refused where it is the same file. The one that is
    there is taken as it is now, since the question may have waited long. Where it is in this record no more, the paper
    is kept as a document of its own, under that one's title and no less confidential.
    """
    if draft.sha256 == older.sha256:
        raise RefusedError(f"It is the same file as “{older.title}”. Choose the newer one.")
    before = nouns.DOCUMENTS.find(desk.store, older.id)
    if before is None:
        own = {name: getattr(older, name) for name in ("title", "kind", "needs", "confidential")}
        alone = attaching.keep(desk, [draft.model_copy(update=own)], hold=True)
        return Done(alone.value[0].document, alone.changes)
    attaching.need_files(desk, [draft])
    same = chains(nouns.DOCUMENTS.of(desk.store, pupil_id=before.pupil_id)).get(chain_id(before), ())
    taken = {name: getattr(before, name) for name in _CARRIED}
    taken |= {"title": before.title, "version_of": chain_id(before), "in_pack": any(each.in_pack for each in same)}
    newer = draft.model_copy(update=taken)
    with desk.store.change("Add newer version") as change:
        kept = change.add(nouns.DOCUMENTS, newer)
        change.save_all(nouns.DOCUMENTS, [each.model_copy(update={"in_pack": False}) for each in same if each.in_pack])
    return done(kept, change)


def confirm(desk: Desk, documents: Sequence[Document]) -> Done[None]:
    """A person has looked and says that these papers are about the child in whose record they are."""
    with desk.store.change("Confirm document" if len(documents) == 1 else "Confirm documents") as change:
        change.save_all(nouns.DOCUMENTS, [each.model_copy(update={"about": "confirmed"}) for each in documents])
    return done(None, change)


def move(desk: Desk, document: Document, pupil_id: str) -> Done[Document]:
    """Move a paper into the record of the child it is about; undo brings it back.

    It is a new document there, so that nothing of the first child's history speaks of it after an erasure. What tied
    it to the first child's outcomes and versions is left behind. Where that record holds the same file already, the
    one that is there is answered; it is confidential from then on where either was, and a person has said whose it is.
    """
    nouns.PUPILS.get(desk.store, pupil_id)
    there = nouns.DOCUMENTS.of(desk.store, pupil_id=pupil_id, sha256=document.sha256)
    own = {name: value for name, value in dict(document).items() if name in DocumentDraft.model_fields}
    left_behind = {"version_of": None, "view_id": None, "needs": (), "outcomes": ()}
    moved = {"pupil_id": pupil_id, "about": "confirmed", **left_behind}
    with desk.store.change("Move document to another child") as change:
        _re_root(desk, change, [document])
        out_of_profiles(desk, change, [document])
        change.remove(nouns.DOCUMENTS, document.id)
        if there:
            mark = {"confidential": there[0].confidential or document.confidential, "about": "confirmed"}
            kept = change.save(nouns.DOCUMENTS, there[0].model_copy(update=mark))
        else:
            kept = change.add(nouns.DOCUMENTS, DocumentDraft(**{**own, **moved}))
    return done(kept, change)


def save(desk: Desk, before: Document, after: Document) -> Done[Document]:
    """Keep what differs between a paper as it was shown and as it is wanted; what else was changed meanwhile stays."""
    said = {name: value for name, value in after if value != getattr(before, name)}
    saved = save_all(desk, [before], lambda now: now.model_copy(update=said))
    return Done(saved.value[0], saved.changes)


def save_all(
    desk: Desk, documents: Sequence[Document], becoming: Callable[[Document], Document]
) -> Done[tuple[Document, ...]]:
    """Keep a new state of several documents as one step, made of each as it is now, since a sheet may stand open long.

    Refused whole, with every problem, and where one of them is no longer there.
    """
    wanted = tuple(becoming(nouns.DOCUMENTS.get(desk.store, each.id)) for each in documents)
    problems = [problem for each in wanted for problem in records.problems_of(desk, each)]
    if problems:
        raise RefusedError(problems)
    with desk.store.change("Change document" if len(wanted) == 1 else "Change documents") as change:
        change.save_all(nouns.DOCUMENTS, wanted)
    return done(wanted, change)


def heirs(desk: Desk, going: Sequence[Document]) -> tuple[Document, ...]:
    """The earlier versions that stand for their papers in packs once these go: each next to a ticked newest one."""
    gone = {each.id for each in going}
    found = []
    for pupil_id in dict.fromkeys(each.pupil_id for each in going):
        for versions in chains(nouns.DOCUMENTS.of(desk.store, pupil_id=pupil_id)).values():
            left = [each for each in versions if each.id not in gone]
            if left and versions[0].id in gone and versions[0].in_pack and not left[0].in_pack:
                found.append(left[0])
    return tuple(found)


def remove(desk: Desk, documents: Sequence[Document]) -> Done[None]:
    """Take documents out, as one step; undo brings them back. Later versions of one that goes hang on to each other.

    Where the newest version goes, the one before it takes its place in packs (`heirs`).
    """
    with desk.store.change("Remove document" if len(documents) == 1 else "Remove documents") as change:
        _re_root(desk, change, documents)
        out_of_profiles(desk, change, documents)
        for each in documents:
            change.remove(nouns.DOCUMENTS, each.id)
    return done(None, change)


def out_of_profiles(desk: Desk, change: Change, going: Sequence[Document]) -> None:
    """Takes photos that go out of the one-page profiles that show them."""
    for each in going:
        for profile in nouns.PROFILES.of(desk.store, photo_id=each.id):
            change.save(nouns.PROFILES, profile.model_copy(update={"photo_id": None}))


def _re_root(desk: Desk, change: Change, going: Sequence[Document]) -> None:
    """Gives later versions of a paper that goes a first one of their own, and packs the newest that is left."""
    gone = {each.id for each in going}
    change.save_all(nouns.DOCUMENTS, [each.model_copy(update={"in_pack": True}) for each in heirs(desk, going)])
    for each in going:
        later = [one for one in nouns.DOCUMENTS.of(desk.store, version_of=each.id) if one.id not in gone]
        for number, one in enumerate(sorted(later, key=lambda one: one.id)):
            first = min(two.id for two in later)
            change.save(nouns.DOCUMENTS, one.model_copy(update={"version_of": first if number else None}))
