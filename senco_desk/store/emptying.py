"""What an erasure takes out of the journal and the audit trail, and how it answers for that.

An emptied row is taken for sound by `verify` only where the row of an erasure in the trail commits to just that row.
"""

from __future__ import annotations

from collections.abc import Iterable

from senco_desk.store import counted, trail
from senco_desk.store.connection import Database


class Erasure:
    """What an erasure empties, in the making; it exists only inside `with store.erasing(…)`.

    Attributes:
        db: the connection, to delete rows by.
    """

    def __init__(self, db: Database) -> None:
        self.db = db
        self._rows: set[tuple[str, int]] = set()
        self._notes: set[int] = set()

    def empty(self, rows: Iterable[tuple[str, int]]) -> None:
        """Empty the images of these rows of the journal: (change id, position) each."""
        self._rows.update(rows)

    def empty_notes(self, numbers: Iterable[int]) -> None:
        """Empty the words of these rows of the trail; for a note whose words name the child after all."""
        self._notes.update(numbers)

    def note(self, at: str, person: str, subject: str, words: str, last: counted.Head | None) -> trail.Note:
        """Empty what was named, and answer the row of the trail that answers for it."""
        seq = last.seq + 1 if last else 1
        self.db.conn.executemany(
            'update journal_row set "before" = null, "after" = null, salt = \'\', scrubbed_by = ?'
            " where change_id = ? and position = ? and scrubbed_by is null",
            [(seq, *row) for row in sorted(self._rows)],
        )
        self.db.conn.executemany(
            "update trail set words = '', salt = '', scrubbed_by = ? where seq = ? and scrubbed_by is null"
            " and change_id = ''",
            [(seq, number) for number in sorted(self._notes)],
        )
        (salt,) = trail.salts(1)
        digest = trail.digest_of_note(salt, trail.ERASE, words, trail.emptied_by(self.db, seq))
        return trail.Note(at, person, trail.ERASE, subject, words, salt=salt, digest=digest)
