"""What `verify` finds in the audit trail: entries that were taken out, altered, put elsewhere, or cut off at the end.

Three things are held against each other: the links between the trail's own rows, the digests that tie them to the
journal, and the end of the trail as the files beside the records remember it.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime

from senco_desk.domain.terms import in_words
from senco_desk.store import trail
from senco_desk.store.connection import Database
from senco_desk.store.gateway import Store
from senco_desk.store.tables import Image

_MOST = 20
"""So many findings of one kind are told one by one."""


def faults(store: Store) -> list[str]:
    """Everything that is wrong with the trail, in words; empty where it is whole.

    A desk of an older schema that has had no change since has no trail yet: nothing is wrong with it.
    """
    db = store.db
    known = store.known_end()  # read before the records: what is saved meanwhile lies beyond it
    key = trail.key_of(db, store.keys)
    rows = list(db.query("select * from trail order by seq"))
    if key is None and not rows:
        gone = known is not None or trail.had_one(db)
        return ["The audit trail is gone: all its entries are missing."] if gone else []
    if key is None:
        return ["The key of the audit trail is missing or altered, so its entries cannot be checked."]
    found = [*_links(rows, key), *_notes(db, rows), *_changes(db, rows), *_told_earlier(rows)]
    if known is not None and not known.left:
        found += _end(rows, known.seq, known.chain)
    if known is None and store.keeps_end and trail.end_was_kept(db, store.keys):
        found.append("The files that say where the audit trail ends are missing, so its end may have been cut off.")
    return found


def _links(rows: list[Image], key: bytes) -> Iterator[str]:
    """Gaps in the numbers and links that do not fit; after a gap the next link cannot fit, which says nothing more."""
    wrong: list[int] = []
    before, number = "", 1
    for row in rows:
        if row["seq"] != number:
            last = row["seq"] - 1
            yield f"The audit trail has a gap: {_entries(number, last)} missing."
        elif not hmac.compare_digest(trail.link(key, before, row), row["chain"]):
            wrong.append(row["seq"])
        before, number = row["chain"], row["seq"] + 1
    yield from _told(wrong, "was altered or moved", "were altered or moved")


def _notes(db: Database, rows: list[Image]) -> Iterator[str]:
    """Notes whose words are not what was noted, and erasures that do not answer for what stands emptied."""
    erasures = {row["seq"]: row for row in rows if row["deed"] == trail.ERASE}
    wrong: list[int] = []
    for row in rows:
        if row["change_id"]:
            continue
        if row["scrubbed_by"] is not None:
            if row["words"] or row["scrubbed_by"] not in erasures:
                wrong.append(row["seq"])
            continue
        emptied = trail.emptied_by(db, row["seq"]) if row["seq"] in erasures else ()
        if trail.digest_of_note(row["salt"], row["deed"], row["words"], emptied) != row["digest"]:
            wrong.append(row["seq"])
    yield from _told(wrong, "does not say what was noted", "do not say what was noted")


def _changes(db: Database, rows: list[Image]) -> Iterator[str]:
    """Changes that the trail and the journal do not tell alike."""
    erasures = {row["seq"] for row in rows if row["deed"] == trail.ERASE}
    noted = {row["change_id"]: row for row in rows if row["change_id"]}
    digests: dict[str, list[str]] = {}
    altered: set[str] = set()
    for row in db.query("select * from journal_row order by change_id, position"):
        digests.setdefault(row["change_id"], []).append(row["digest"])
        if row["scrubbed_by"] is not None:
            sound = row["before"] is None and row["after"] is None and row["scrubbed_by"] in erasures
        else:
            sound = trail.digest_of_row(row) == row["digest"]
        if not sound:
            altered.add(row["change_id"])
    unnoted, wrong = 0, []
    changes = list(db.query("select * from journal_change order by id"))
    last = {change["target"]: change for change in changes if change["target"]}
    for change in changes:
        note = noted.pop(change["id"], None)
        if note is None:
            unnoted += 1
        elif (
            change["id"] in altered
            or trail.digest_of_change(change, digests.get(change["id"], [])) != note["digest"]
            or change["undone_by"] != _undoing(last.get(change["id"]))
        ):
            wrong.append(note["seq"])
    yield from _told(wrong, "names a change that was altered since", "name changes that were altered since")
    gone = sorted(row["seq"] for row in noted.values())
    yield from _told(gone, "names a change that is not in the journal", "name changes that are not in the journal")
    if unnoted:
        yield f"The journal holds {unnoted} {'change' if unnoted == 1 else 'changes'} that the audit trail does not."


def _undoing(last: Image | None) -> str | None:
    """The change that undid another, given the last deed upon that: none where it was redone, or never undone."""
    return str(last["id"]) if last is not None and last["kind"] == "undo" else None


def _told_earlier(rows: list[Image]) -> Iterator[str]:
    """What was found when the desk was opened, and would be hidden by what was noted since."""
    for row in rows:
        if row["deed"] == trail.CUT:
            day = in_words(datetime.fromisoformat(row["at"]).astimezone().date())
            have, _, had = row["words"].partition(": ")
            if had == trail.UNKNOWN_END:
                yield f"On {day} nothing said where the audit trail ended: entries may have been cut off its end."
                continue
            last = had.split()[0]
            what = f"{_entries(int(have) + 1, int(last))} missing" if last.isdigit() and int(last) > int(have) else had
            yield f"On {day} the audit trail was found cut or exchanged: {what}."


def _end(rows: list[Image], seq: int, chain: str) -> Iterator[str]:
    there = next((row for row in rows if row["seq"] == seq), None)
    last = rows[-1]["seq"] if rows else 0
    if there is not None:
        if there["chain"] != chain:
            yield f"Entry {seq} of the audit trail is not the one that was saved."
    elif last < seq:
        yield f"The end of the audit trail was cut off: {_entries(last + 1, seq)} missing."


def _told(numbers: list[int], one: str, more: str) -> Iterator[str]:
    if len(numbers) <= _MOST:
        yield from (f"Entry {number} of the audit trail {one}." for number in numbers)
    else:
        yield f"{len(numbers)} entries of the audit trail {more}, the first of them entry {numbers[0]}."


def _entries(first: int, last: int) -> str:
    return f"entry {first} is" if first == last else f"entries {first} to {last} are"
