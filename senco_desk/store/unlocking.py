"""From a secret to a desk's keys: which way in it opens, and of which copy of the key file.

Two copies of the key file can be of different days, because a sync program put one back. The newer one is tried first,
and the records say whose keys are theirs. Nothing is written here: a passphrase alone, which an outdated copy may open,
is no reason to touch the other.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from senco_desk.store import slots as slotting
from senco_desk.store.errors import DamagedHeaderError, MissingDeskError, NewerVersionError, WrongPassphraseError
from senco_desk.store.files import read_start
from senco_desk.store.kdf import FLOOR, SALT_BYTES, KdfParameters
from senco_desk.store.keys import Keys
from senco_desk.store.passphrases import composed
from senco_desk.store.recovery_codes import normalised, slips
from senco_desk.store.vault_header import Header, Note, Slot, Unreadable, read_copies

_RECORDS = "desk.db"
"""Its first bytes are a salt that is drawn from the keys it is under."""


def unlock(folder: Path, secret: str, floor: KdfParameters = FLOOR, *, first: str = "") -> Keys:
    """The keys, given a passphrase or the recovery code however it was typed. Nothing is written: see `vault.mend`.

    `first` is the id of the slot to try first: each that is tried costs a key derivation. Where the two copies of the
    key file differ, the one with the higher revision is tried first; where both open, the one whose keys the records
    are under is taken.

    Raises WrongPassphraseError, DamagedHeaderError (no copy is sound), NewerVersionError or
    MissingDeskError. A secret that an older copy still knows but the newest does not is a wrong one, unless the records
    are of that older copy's keys.
    """
    headers = _headers(folder, floor)
    guess, altered = Guess(secret, floor, first), False
    fitting: Keys | None = None
    foreign: Keys | None = None
    start = read_start(folder / _RECORDS, SALT_BYTES)
    for at, header in enumerate(headers):
        keys = guess.keys(header)
        altered = altered or (keys is not None and not header.is_genuine(keys.header))
        before = [newer for newer in headers[:at] if newer.vault == header.vault]
        if keys is None or any(newer.is_genuine(keys.header) for newer in before):
            continue  # where a newer copy has the same keys, the secret was changed since
        if header.is_genuine(keys.header):
            if start is None or start == keys.database_salt:
                fitting = fitting or _with_role(keys, header)
            elif not before:  # opening the records then tells what is wrong with them
                foreign = foreign or _with_role(keys, header)
    found = fitting or foreign
    if found is None:
        raise DamagedHeaderError if altered else WrongPassphraseError(guess.hint)
    return found


class Guess:
    """One secret, tried on one key file after the other; equal slots of two copies cost one guess.

    `first` is the id of the slot to try first.
    """

    def __init__(self, secret: str, floor: KdfParameters, first: str = "") -> None:
        self._code, self._secret, self._floor, self._first = normalised(secret), composed(secret), floor, first
        self._tried: dict[tuple[str, Slot], Keys | None] = {}

    def keys(self, header: Header) -> Keys | None:
        """What the secret opens of a key file that it opens; the slots likeliest to are tried first."""
        likely = "recovery" if self._code else "passphrase"
        for slot in sorted(header.slots, key=lambda slot: (slot.kind != likely, slot.id != self._first)):
            keys = self._opened(header.vault, slot)
            if keys is not None:
                return keys
        return None

    @property
    def hint(self) -> str:
        """Which group of a recovery code has a slip, in words; empty where none has."""
        wrong = slips(self._code) if self._code else ()
        if not wrong:
            return ""
        groups = " and ".join(filter(None, [", ".join(wrong[:-1]), wrong[-1]]))
        return f"If this is the recovery code, look again at its {groups} group{'s' if len(wrong) > 1 else ''}."

    def _opened(self, vault: str, slot: Slot) -> Keys | None:
        # A mistyped code cannot open the recovery slot.
        if slot.kind == "recovery" and (not self._code or slips(self._code)):
            return None
        if (vault, slot) not in self._tried:
            typed = self._code if slot.kind == "recovery" else self._secret
            self._tried[vault, slot] = slotting.opened(slot, vault, typed, self._floor)
        return self._tried[vault, slot]


def _headers(folder: Path, floor: KdfParameters) -> list[Header]:
    """The copies of the key file that are sound, the newest first."""
    copies = read_copies(folder, floor)
    headers = [copy for copy in copies if isinstance(copy, Header)]
    if not headers:
        if Unreadable.NEWER in copies:
            raise NewerVersionError
        if all(copy is Unreadable.MISSING for copy in copies):
            raise MissingDeskError(folder, "key file")
        raise DamagedHeaderError
    return sorted(headers, key=lambda header: -header.revision)


def _with_role(keys: Keys, header: Header) -> Keys:
    return dataclasses.replace(keys, role=header.noted_with(keys.notes).get(keys.slot_id, Note()).role)
