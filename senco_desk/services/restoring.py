"""Bringing a desk back from a backup: which backups there are, what one would bring back and take away, and the deed.

It works without an open desk, because the day it is needed the desk may not open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.roles import MAY_RESTORE
from senco_desk.domain.school import Person
from senco_desk.domain.terms import in_words
from senco_desk.services import erased_since, trail
from senco_desk.services.desk import Desk
from senco_desk.services.erased_since import Erased
from senco_desk.store import backup_places, backups, people_of_slots, restoring, returning, swapping, vault
from senco_desk.store.connection import Database
from senco_desk.store.errors import NobodysPassphraseError, WrongPassphraseError
from senco_desk.store.kdf import FLOOR, KdfParameters
from senco_desk.store.keys import Keys
from senco_desk.store.keys_seen import KeysSeen
from senco_desk.store.nouns import TABLES
from senco_desk.store.restoring import Origin, OtherDeskError, Restored
from senco_desk.store.returning import Now
from senco_desk.store.rotation import Renewed
from senco_desk.store.tables import Image

__all__ = ["Origin", "OtherDeskError", "Restored"]

MOST_TOLD = 200
"""So many of the changes that a restore would take away are told one by one; the rest are counted."""

_NOBODYS = "Only the SENCO and the assistant can restore a backup. Ask one of them."
_REMOVED = (
    "This passphrase opens the current desk no longer: its owner was removed, or has been given another. Ask somebody"
    " who opens the current desk to restore the backup."
)
_UNERASED = "Only the SENCO can bring back a child whose record was erased. Restore it without, or ask the SENCO."
_REVIVES = "Only the SENCO can bring people back as they were in the backup. Restore it without that, or ask the SENCO."


@dataclass(frozen=True)
class Choice:
    """A backup that can be chosen: its folder, when (None where its folder does not say) and why it was taken."""

    path: Path
    at: datetime | None
    why: str


@dataclass(frozen=True)
class Newer:
    """A change that the desk has and the backup has not: when, what was done, and to whom it was (names, at most 3)."""

    at: datetime
    label: str
    pupils: tuple[str, ...] = ()
    more: int = 0
    """How many children there are beside those named."""


@dataclass(frozen=True)
class Counts:
    """How many there are of a kind, in the backup and in the desk of now (None where that cannot be read)."""

    words: str
    back: int
    now: int | None


_NOTHING_THERE = Now(None, None)


@dataclass(frozen=True)
class Weighed:
    """What a restore would do, looked at before it is done.

    Attributes:
        origin: the backup.
        keys: its keys.
        school: whose it is.
        at: when its last change was saved; None in one without any.
        pupils: how many children it holds.
        counts: kinds of which there are more or fewer than now, and the children in any case.
        newer: changes that the desk has and the backup has not, the last first; at most 200 of them.
        newer_in_all: how many there are.
        lost_now: changes that the backup has and the desk has not.
        desk_there: whether there is a desk where the backup would be restored to.
        unread: why the desk of now cannot be read; empty where it can, or where none is there.
        returning: the names of those who would come back, because they were removed from the desk of now; unless told
            otherwise they stay out. Where the desk of now cannot be read, its key file says whom it lets in.
        otherwise: the names of those whose role or grants are others today, which they keep.
        may_bring_back: whether whoever restores may have people as they were in the backup: a SENCO may.
        gone: the ids of those people.
        now: what the desk of now says of who opens it.
        erased: what the desk of now says of children who were erased; nothing where it cannot be read.
        may_unerase: whether whoever restores may have them come back all the same: a SENCO may.
        places: what the desk of now knows of where its backups are, as the second place; empty where it cannot be read.
    """

    origin: Origin
    keys: Keys
    school: str
    at: datetime | None
    pupils: int
    counts: tuple[Counts, ...]
    newer: tuple[Newer, ...]
    newer_in_all: int
    lost_now: int
    desk_there: bool
    unread: str = ""
    returning: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    may_bring_back: bool = False
    gone: frozenset[str] = frozenset()
    now: Now = _NOTHING_THERE
    erased: Erased = erased_since.NOTHING
    may_unerase: bool = False
    places: Mapping[str, str] = field(default_factory=dict)


def choices(desk: Path, second: Path | None = None) -> tuple[Choice, ...]:
    """The backups of a desk, the newest first: those beside it, and those in another folder if one is given.

    `second` may also be a backup itself, or a copied desk.
    """
    found = {one.folder: one for one in _listed(backups.usual_root(desk))}
    made = [Choice(one.folder, one.moment.at, one.moment.words) for one in found.values()]
    return (*made, *(one for one in choices_in(second) if one.path not in found)) if second is not None else (*made,)


def choices_in(folder: Path) -> tuple[Choice, ...]:
    """What can be restored from a folder that a person pointed at; empty where nothing in it is a backup."""
    inside = sorted(path for path in folder.glob("* backups") if path.is_dir()) if folder.is_dir() else []
    listed = [one for root in (folder, *inside) for one in _listed(root)]
    if listed:
        return tuple(Choice(one.folder, one.moment.at, one.moment.words) for one in listed)
    try:
        origin = restoring.origin_of(folder)
    except TroubleError:
        return ()
    why = origin.moment.words if origin.moment else "A copy of the whole desk"
    return (Choice(origin.folder, origin.moment.at if origin.moment else None, why),)


def called(choice: Choice | None) -> str:
    """What the desk of a backup was called, as far as the backup's folder says so, without its ending."""
    return restoring.stem_of(choice.path, whole=choice.at is None) if choice is not None else "school"


def weigh(path: Path, secret: str, to: Path, *, floor: KdfParameters = FLOOR) -> Weighed:
    """Opens a backup with the passphrase or recovery code of its day, and compares it with the desk at `to`. Slow.

    Writes nothing. Raises WrongPassphraseError, RefusedError for somebody whose role restores nothing, OtherDeskError
    where the desk at `to` is another one than the backup's, and TroubleError where the backup cannot be read.
    """
    swapping.finish(to)
    origin = restoring.origin_of(path)
    keys = restoring.unlock(origin, secret, floor)
    back = restoring.reading_backup(origin, keys)
    try:
        me, there_before = _opener(back, keys), returning.present(back)
        counts, changes = _counts(back), _changes(back)
        school = next((str(row["name"]) for row in restoring.rows(back, "select name from school limit 1")), "")
    finally:
        back.close()
    restoring.require_same_desk(origin, keys, to, school)
    at = max((datetime.fromisoformat(row["at"]) for row in changes.values()), default=None)
    there = to.is_dir()
    theirs = _keys_now(to, secret, floor)
    now, newer, in_all, lost, unread = _beside(to, theirs, changes) if there else (None, (), 0, 0, "")
    wanted = [name for name in counts if name == "pupil" or (now is not None and now.get(name, 0) != counts[name])]
    told = tuple(Counts(_plural(name), counts[name], None if now is None else now.get(name, 0)) for name in wanted)
    ways = _ways_now(to, keys, theirs, floor) if there else _NOTHING_THERE
    gone = [each for each in there_before if ways.has_removed(each)]
    otherwise = [each for each in there_before if each not in gone and ways.as_today(each) != each]
    me = me and ways.as_today(me)
    if me is not None and me.role not in MAY_RESTORE:
        raise RefusedError(_NOBODYS)
    if me is not None and keys.slot_kind == "passphrase" and me.id in {each.id for each in gone}:
        raise RefusedError(_REMOVED)
    since, places = _now_says(origin, keys, to, theirs) if there else (erased_since.NOTHING, {})
    return Weighed(
        origin, keys, school, at, counts.get("pupil", 0), told, newer, in_all, lost, there, unread,
        returning=tuple(each.name for each in gone),
        otherwise=tuple(each.name for each in otherwise), may_bring_back=me is None or me.role == "senco",
        gone=frozenset(each.id for each in gone), now=ways,
        erased=since, may_unerase=me is None or me.role == "senco", places=places,
    )  # fmt: skip


def restore(
    weighed: Weighed,
    to: Path,
    *,
    clock: Callable[[], datetime],
    progress: Progress | None = None,
    anyway: bool = False,
    with_removed: bool = False,
    with_erased: bool = False,
    seen: KeysSeen | None = None,
) -> Restored:
    """Brings the backup back as the desk `to`, and keeps the desk that was there under another name.

    Those who were removed since stay out, and nobody gets another role than today's: the desk that comes back is under
    new keys then. `with_removed` has people as they were in the backup; refused to whoever is no SENCO. A stop at any
    moment leaves a desk that opens. `anyway` goes on where another computer left the desk locked. `seen` remembers the
    keys.

    The second place for backups, and what is known of the last ones, stay those of the desk of now. Children erased
    since are erased again in what comes back, and the certificates of erasure go with it; `with_erased`
    brings the children back, which is refused to whoever is no SENCO.
    """
    if with_erased and weighed.erased.back and not weighed.may_unerase:
        raise RefusedError(_UNERASED)
    if with_removed and (weighed.returning or weighed.otherwise) and not weighed.may_bring_back:
        raise RefusedError(_REVIVES)
    day, watch = clock().astimezone().date(), progress or Silent()

    def prepare(built: Path) -> tuple[int, frozenset[str]]:
        made = erased_since.prepare(
            built,
            weighed.keys,
            weighed.erased,
            weighed.places,
            clock=clock,
            progress=watch,
            again=not with_erased,
        )
        return made.pupils, made.files

    def renew(built: Path) -> Renewed:
        return returning.without(
            built, weighed.keys, weighed.gone, weighed.now, beside=to.absolute(), day=day, clock=clock, progress=watch
        )

    done = restoring.restore(
        weighed.origin, weighed.keys, to, day=day.isoformat(), clock=clock, progress=watch, anyway=anyway,
        prepare=prepare if weighed.places else None,
        renew=renew if (weighed.returning or weighed.otherwise) and not with_removed else None,
    )  # fmt: skip
    if seen is not None:
        seen.keep(done.desk, done.keys)
    return done


def returning_words(weighed: Weighed) -> str:
    """Who would come back with a backup, or be more than today, and that it is not so; empty where nobody would."""
    said = [_not_back(weighed.returning)] if weighed.returning else []
    if weighed.otherwise:
        who, stays = _listed_names(weighed.otherwise), "keeps" if len(weighed.otherwise) == 1 else "keep"
        said.append(f"{who} {stays} the role and the rights of today, not those of that day.")
    return " ".join(said)


def _listed_names(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _not_back(names: tuple[str, ...]) -> str:
    who = _listed_names(names)
    was, do, whose = ("was", "does", "their passphrase does") if len(names) == 1 else ("were", "do", "theirs do")
    return (
        f"{who} {was} removed since this backup was made, and {do} not come back with it: the restored desk gets new"
        f" keys, and {whose} not open it."
    )


def erased_words(weighed: Weighed) -> str:
    """How many children who were erased would come back with a backup, in a sentence; empty where none would."""
    return erased_since.words(weighed.erased)


def note(desk: Desk, weighed: Weighed) -> None:
    """Notes in the restored desk, once it is open, that it was brought back and from when."""
    at = weighed.at.astimezone() if weighed.at is not None else None
    when = f"{in_words(at.date())}, {at:%H:%M}" if at is not None else "no change yet"
    trail.note(desk, trail.RESTORE, words=f"Restored from a backup; its last change was of {when}")


def told(done: Restored) -> str:
    """What a restore came to, in a sentence or two."""
    words = f"Restored: {done.pupils:,} {'pupil' if done.pupils == 1 else 'pupils'}."
    words += f" The desk that was there is kept as {done.kept.name}." if done.kept is not None else ""
    number = len(done.missing)
    if number:
        words += f" {number:,} {'attachment is' if number == 1 else 'attachments are'} in no backup: attach them again."
    return words


def _listed(root: Path) -> tuple[backups.Backup, ...]:
    try:
        return backups.listed(root)
    except TroubleError:
        return ()


def _keys_now(to: Path, secret: str, floor: KdfParameters) -> Keys | TroubleError:
    """The keys of the desk that is there, or what is in the way; slow, so it is asked once."""
    try:
        return vault.unlock(to, secret, floor)
    except TroubleError as trouble:
        return trouble


def _beside(
    to: Path, theirs: Keys | TroubleError, changes: dict[str, Image]
) -> tuple[dict[str, int] | None, tuple[Newer, ...], int, int, str]:
    """What the desk of now holds: counts, what is newer in it, what it lacks; or why it cannot be read."""
    try:
        db = _reading_now(to, theirs)
    except WrongPassphraseError:
        return (
            None,
            (),
            0,
            0,
            "The desk that is there now has another passphrase, so what is newer in it cannot be told.",
        )
    except TroubleError as trouble:
        return None, (), 0, 0, f"The desk that is there now cannot be read. {trouble.happened}"
    try:
        present = _changes(db)
        only_here = sorted(present.keys() - changes.keys(), reverse=True)
        newer = tuple(_newer(db, present[name]) for name in islice(only_here, MOST_TOLD))
        return _counts(db), newer, len(only_here), len(changes.keys() - present.keys()), ""
    except TroubleError as trouble:
        return None, (), 0, 0, f"The desk that is there now cannot be read whole. {trouble.happened}"
    finally:
        db.close()


def _now_says(origin: Origin, keys: Keys, to: Path, theirs: Keys | TroubleError) -> tuple[Erased, Mapping[str, str]]:
    """What the desk of now says of erasures, and of where its backups are.

    A changed passphrase leaves the keys of the records as they were, and then those of the backup open them too.
    """
    try:
        now = restoring.reading_desk(to, theirs if isinstance(theirs, Keys) else keys)
        try:
            certificates, places = erased_since.certificates(now), backup_places.kept_of(now)
        finally:
            now.close()
    except TroubleError:
        return Erased(unknown=True), {}
    back = restoring.reading_backup(origin, keys)
    try:
        return erased_since.compare(certificates, back), places
    finally:
        back.close()


def _counts(db: Database) -> dict[str, int]:
    there = {row["name"] for row in restoring.rows(db, "select name from sqlite_master where type = 'table'")}
    return {
        name: int(restoring.rows(db, f'select count(*) as n from "{name}"')[0]["n"])  # noqa: S608  a closed list
        for name in TABLES
        if name in there
    }


def _changes(db: Database) -> dict[str, Image]:
    return {str(row["id"]): row for row in restoring.rows(db, "select id, label, kind, at from journal_change")}


def _newer(db: Database, change: Image) -> Newer:
    subjects = restoring.rows(
        db,
        "select distinct subject_id as id from journal_row where change_id = ? and subject_id <> '' order by 1",
        [change["id"]],
    )
    names = []
    for row in islice(subjects, 3):
        found = restoring.rows(db, "select legal_forename, legal_surname from pupil where id = ?", [row["id"]])
        names.append(" ".join(found[0].values()).strip() if found else "a child who was removed")
    undone = {"undo": "Undone: ", "redo": "Done again: "}.get(change["kind"], "")
    return Newer(
        datetime.fromisoformat(change["at"]),
        f"{undone}{change['label']}",
        tuple(dict.fromkeys(names)),
        max(0, len(subjects) - 3),
    )


def _opener(db: Database, keys: Keys) -> Person | None:
    """Who restores; None in a backup of before there were people. Somebody who reads, or logs sessions, puts no older
    records in the place of everybody's, and neither does a way in that nobody of the backup has.
    """
    columns = {row["name"] for row in restoring.rows(db, "select name from pragma_table_info('person')")}
    if "slot_id" not in columns:
        return None
    try:
        me = people_of_slots.opener(db, keys)
    except NobodysPassphraseError as error:
        raise RefusedError(_NOBODYS) from error
    if me is not None and me.role not in MAY_RESTORE:
        raise RefusedError(_NOBODYS)
    return me


def _reading_now(to: Path, theirs: Keys | TroubleError) -> Database:
    if isinstance(theirs, TroubleError):
        raise theirs
    return restoring.reading_desk(to, theirs)


def _ways_now(to: Path, keys: Keys, theirs: Keys | TroubleError, floor: KdfParameters) -> Now:
    """Who may open the desk of now: from its records where these keys open them, else from its key file."""
    try:
        db = _reading_now(to, theirs)
    except TroubleError:
        return returning.now(to, keys, None, floor)
    try:
        return returning.now(to, keys, db, floor)
    except TroubleError:
        return returning.now(to, keys, None, floor)
    finally:
        db.close()


def _plural(name: str) -> str:
    words = TABLES[name].words
    if words.startswith(("pupil’s", "note on")):
        return {"pupil’s place in a provision": "places in provision"}.get(words, words.replace("note", "notes", 1))
    if words == "member of staff":
        return "members of staff"
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}es" if words.endswith("s") else f"{words}s"
