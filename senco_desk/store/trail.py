"""The audit trail: each deed one row, each row tied to all before it by a keyed hash.

A row's `digest` commits to what was done: for a change, to its head and the digest of each of its journal's rows; for a
note, to its words under a random salt. Its `chain` is HMAC-SHA256 over the link before it and the row. So a row that is
taken out, altered, put elsewhere or cut off at the end is found (`store/trail_faults.py`), unless whoever did it also
holds a passphrase of the desk and writes every later link anew.

The key is a random one that lies in `desk_state`, wrapped under a key drawn from the master key: when the master key
is changed, it is wrapped anew (`rewrap`), and the links stay as they are. How it is wrapped also says whether files
beside the records tell where the trail ends: once they have, their absence is a finding, since who cuts the end off
would take them away too.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from senco_desk.store.connection import Database
from senco_desk.store.counted import Head
from senco_desk.store.keys import Keys
from senco_desk.store.tables import Image

CHANGE, ERASE, CUT, OLDER, SALVAGE = "change", "erase", "cut", "older", "salvage"
"""Deeds that the store writes by itself; the rest come from the services."""

KEY = "trail-key"
_TIED_TO = {False: KEY.encode(), True: b"trail-key, with an end kept beside the records"}
UNKNOWN_END = "its end was not known"
_SEPARATOR = "\x1f"  # JSON and our ids hold none


@dataclass(frozen=True)
class Note:
    """A deed to be added to the trail. `digest` is given where more than the words is to be committed to."""

    at: str
    person: str
    deed: str
    subject: str = ""
    words: str = ""
    change: str = ""
    salt: str = ""
    digest: str = ""


class Trail:
    """The trail of one open desk, written through the connection that writes its records.

    Args:
        db: the connection; every method but `last` needs a transaction to be open on it.
        keys: the desk's keys; None for a desk in memory.
        left: tells how far the trail had got when the desk was last saved, as far as that is known.
        now: the real time in the journal's own form.
        keeps_end: whether files lie beside these records that say where the trail ends; not so in a backup.
    """

    def __init__(
        self,
        db: Database,
        keys: Keys | None,
        left: Callable[[], Head | None],
        now: Callable[[], str],
        *,
        keeps_end: bool = False,
    ) -> None:
        self._db = db
        self._keys = keys
        self._left = left
        self._now = now
        self._keeps_end = keeps_end
        self._key: bytes | None = None
        self._end_kept = False

    def begin(self, person: str) -> None:
        """Make ready to add rows; done once. A trail that lacks its known end gets a row that says so for good."""
        if self._key is not None:
            if self._keeps_end and not self._end_kept:
                self._mark(self._left())
            return
        key, last, known = key_of(self._db, self._keys), self.last(), self._left()
        self._end_kept = end_was_kept(self._db, self._keys)
        if key is None and last is None and known is None and not had_one(self._db):
            self._key = new_key(self._db, self._keys)
            adopt(self._db, self._key)
            return
        lost = key is None
        self._key = key if key is not None else new_key(self._db, self._keys)
        if lost:
            what = "the key was missing"
        elif known is not None and not _holds(self._db, known):
            what = f"{known.seq} was the last"
        elif known is None and self._end_kept and self._keeps_end:
            what = UNKNOWN_END
        else:
            what = ""
        if what:
            deed = OLDER if known is not None and known.left and not lost else CUT
            self.add(Note(self._now(), person, deed, words=f"{last.seq if last else 0}: {what}"))
        if not self._end_kept:
            self._mark(known)

    def forget(self) -> None:
        """After a transaction that was rolled back: a key made in it is gone, and is looked for again."""
        self._key, self._end_kept = None, False

    def add(self, note: Note) -> Head:
        """Add a row; answers the new end."""
        assert self._key is not None
        return _add(self._db, self._key, note)

    def last(self) -> Head | None:
        """The end of the trail as the records have it."""
        row = self._db.execute("select seq, chain from main.trail order by seq desc limit 1").fetchone()
        return Head(row[0], row[1]) if row else None

    def _mark(self, known: Head | None) -> None:
        """Keep, with the key, that the files beside the records tell the end: only once they do, whatever kills us."""
        if known is not None and self._keeps_end and self._key is not None:
            _wrap(self._db, self._keys, self._key, end_kept=True)
            self._end_kept = True


def salts(count: int) -> list[str]:
    """So many random salts of 128 bits, as hex."""
    drawn = os.urandom(16 * count).hex()
    return [drawn[start : start + 32] for start in range(0, 32 * count, 32)]


def digest_of_row(row: Image) -> str:
    """What a row of the journal commits to, its salt included; 128 bits as hex."""
    parts = (row["salt"], row["change_id"], str(row["position"]), row["noun"], row["row_id"], row["subject_id"])
    images = (row["before"] or "-", row["after"] or "-")
    return hashlib.sha256(_SEPARATOR.join(parts + images).encode()).hexdigest()[:32]


def digest_of_change(change: Image, rows: Iterable[str]) -> str:
    """What a change commits to: its head, and the digests of its rows in their order. Not whether it was undone."""
    head = [change[name] for name in ("id", "label", "kind", "target", "person_id", "at")]
    return hashlib.sha256(json.dumps([head, list(rows)], ensure_ascii=False).encode()).hexdigest()


def digest_of_note(salt: str, deed: str, words: str, emptied: Sequence[Sequence[object]] = ()) -> str:
    """What a note commits to; an erasure also to each row whose images it emptied."""
    return hashlib.sha256(json.dumps([salt, deed, words, list(emptied)], ensure_ascii=False).encode()).hexdigest()


def link(key: bytes, before: str, row: Image) -> str:
    """The link of a row, given the link before it (empty for the first)."""
    fields = [row[name] for name in ("seq", "at", "person_id", "deed", "subject_id", "change_id", "digest")]
    return hmac.new(key, json.dumps([before, *fields], ensure_ascii=False).encode(), hashlib.sha256).hexdigest()


def emptied_by(db: Database, seq: int) -> list[list[object]]:
    """Which rows an erasure emptied, in the form it commits to: the journal's, then the trail's."""
    rows = db.execute(
        "select change_id, position from journal_row where scrubbed_by = ? order by change_id, position", [seq]
    ).fetchall()
    notes = db.execute("select 'trail', seq from trail where scrubbed_by = ? order by seq", [seq]).fetchall()
    return [list(row) for row in (*rows, *notes)]


def key_of(db: Database, keys: Keys | None) -> bytes | None:
    """The trail's key; None where the desk has none yet, or it was tampered with."""
    return _unwrapped(db, keys)[0]


def end_was_kept(db: Database, keys: Keys | None) -> bool:
    """Whether the files beside the records have told where the trail ends, so that they have to be there."""
    return _unwrapped(db, keys)[1]


def had_one(db: Database) -> bool:
    """Whether the journal was on a trail: on a desk from before there was one, its rows have no digest."""
    return bool(db.execute("select exists (select 1 from main.journal_row where digest <> '')").fetchone()[0])


def new_key(db: Database, keys: Keys | None) -> bytes:
    """Make a key for the trail and keep it, wrapped."""
    key = os.urandom(32)
    _wrap(db, keys, key)
    return key


def rewrap(db: Database, old: Keys, new: Keys) -> None:
    """Wrap the trail's key under a new master key; the links stay as they are. Part of the change of the master key."""
    key = key_of(db, old)
    if key is not None:
        _wrap(db, new, key)


def adopt(db: Database, key: bytes) -> None:
    """Begin the trail anew over the journal and the notes as they stand, by their time.

    For a desk from before there was a trail, and for one that was salvaged. Rows that an erasure emptied keep their
    digest, and the erasure answers for those of them that are left.
    """
    rows: dict[str, list[str]] = {}
    sealed: list[tuple[str, str, str, int]] = []
    emptied: dict[int, list[list[object]]] = {}
    for row in db.query("select * from journal_row order by change_id, position"):
        if row["scrubbed_by"] is None:
            (row["salt"],) = salts(1)
            row["digest"] = digest_of_row(row)
            sealed.append((row["salt"], row["digest"], row["change_id"], row["position"]))
        else:
            emptied.setdefault(row["scrubbed_by"], []).append([row["change_id"], row["position"]])
        rows.setdefault(row["change_id"], []).append(row["digest"])
    db.conn.executemany("update journal_row set salt = ?, digest = ? where change_id = ? and position = ?", sealed)
    deeds: list[tuple[Note, Image]] = [
        (of_change(change, rows.get(change["id"], []), _subjects(db, change["id"])), {})
        for change in db.query("select * from journal_change order by id")
    ]
    deeds += [(_note(row), row) for row in db.query("select * from trail where change_id = '' order by seq")]
    deeds.sort(key=lambda deed: deed[0].at)  # a stable sort: what was done in one moment stays in order
    moved = {row["seq"]: seq for seq, (_deed, row) in enumerate(deeds, start=1) if row}
    for row in (row for _deed, row in deeds if row and row["scrubbed_by"] in moved):
        emptied.setdefault(row["scrubbed_by"], []).append(["trail", moved[row["seq"]]])
    db.execute("delete from trail")
    for note, row in deeds:
        covers = emptied.get(row.get("seq", 0), [])
        digest = digest_of_note(note.salt, ERASE, note.words, covers) if note.deed == ERASE else note.digest
        _add(db, key, replace(note, digest=digest), scrubbed_by=moved.get(row.get("scrubbed_by")))
    # Downwards first, so that a new number is never taken for an old one.
    db.conn.executemany(
        "update journal_row set scrubbed_by = ? where scrubbed_by = ?", [(-n, o) for o, n in moved.items()]
    )
    db.execute("update journal_row set scrubbed_by = -scrubbed_by where scrubbed_by < 0")


def salvaged(db: Database, keys: Keys, at: str, person: str) -> None:
    """Begin the trail anew over what was salvaged of it and of the journal, and say so in a row of its own."""
    found = db.execute("select count(*) from trail").fetchone()[0]
    key = key_of(db, keys)
    key = key if key is not None else new_key(db, keys)
    _wrap(db, keys, key)  # nothing lies beside the salvaged desk yet that tells its end
    adopt(db, key)
    _add(db, key, Note(at, person, SALVAGE, words=f"{found}: entries were found"))


def of_change(change: Image, rows: Sequence[str], subjects: Iterable[str]) -> Note:
    """The trail's row for a change of the records; it names a pupil where all of the change was about that one."""
    about = set(subjects)
    subject = about.pop() if len(about) == 1 else ""
    digest = digest_of_change(change, rows)
    return Note(change["at"], change["person_id"], CHANGE, subject, change=change["id"], digest=digest)


def _add(db: Database, key: bytes, note: Note, *, scrubbed_by: int | None = None) -> Head:
    last = db.execute("select seq, chain from main.trail order by seq desc limit 1").fetchone() or (0, "")
    salt = note.salt or ("" if note.change or note.digest else os.urandom(16).hex())
    row: Image = {
        "seq": last[0] + 1,
        "at": note.at,
        "person_id": note.person,
        "deed": note.deed,
        "subject_id": note.subject,
        "words": note.words,
        "change_id": note.change,
        "salt": salt,
        "digest": note.digest or digest_of_note(salt, note.deed, note.words),
    }
    row["chain"] = link(key, last[1], row)
    db.execute(
        "insert into main.trail"
        " (seq, at, person_id, deed, subject_id, words, change_id, salt, digest, chain, scrubbed_by)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [*row.values(), scrubbed_by],
    )
    return Head(row["seq"], row["chain"])


def _note(row: Image) -> Note:
    return Note(
        row["at"],
        row["person_id"],
        row["deed"],
        row["subject_id"],
        row["words"],
        salt=row["salt"],
        digest=row["digest"],
    )


def _subjects(db: Database, change_id: str) -> set[str]:
    return {row[0] for row in db.execute("select subject_id from journal_row where change_id = ?", [change_id])}


def _holds(db: Database, head: Head) -> bool:
    row = db.execute("select chain from main.trail where seq = ?", [head.seq]).fetchone()
    return row is not None and hmac.compare_digest(row[0], head.chain)


def _unwrapped(db: Database, keys: Keys | None) -> tuple[bytes | None, bool]:
    """The trail's key, and whether it is wrapped as that of a desk whose end is kept beside it."""
    row = db.execute("select value from main.desk_state where key = ?", [KEY]).fetchone()
    for end_kept in (False, True):
        with contextlib.suppress(ValueError, InvalidTag):
            wrapped = bytes.fromhex(row[0]) if row else b""
            if wrapped:
                return _cipher(keys).decrypt(wrapped[:12], wrapped[12:], _TIED_TO[end_kept]), end_kept
    return None, False


def _wrap(db: Database, keys: Keys | None, key: bytes, *, end_kept: bool = False) -> None:
    nonce = os.urandom(12)
    value = (nonce + _cipher(keys).encrypt(nonce, key, _TIED_TO[end_kept])).hex()
    db.execute("insert or replace into main.desk_state (key, value) values (?, ?)", [KEY, value])


def _cipher(keys: Keys | None) -> AESGCM:
    if keys is None:
        return AESGCM(bytes(32))  # a desk in memory has no secret
    salt, info = keys.vault_id.encode(), b"senco-desk/1/trail"
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=salt, info=info).derive(keys.master))
