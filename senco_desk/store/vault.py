"""The key slots of a desk: several secrets that each open the one master key.

The master key is made once and never stored in clear. Each slot holds it sealed to a key pair of its own, whose
private half one secret opens (`store/slots.py`): changing a passphrase re-wraps a few bytes and leaves the records as
they are, and a new master key can be given to everybody who stays without their passphrases. Backups made before a
change still open with the secrets of their day, because each carries its own key file.

Two copies of the key file can be of different days: a sync program puts one back. The newer one is tried first, the
records say whose keys are theirs, and neither is written over on the word of a passphrase alone.
"""

from __future__ import annotations

import dataclasses
import secrets
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.roles import Role
from senco_desk.store import slots as slotting
from senco_desk.store.errors import (
    DamagedHeaderError,
    DiskFaultError,
    NewerVersionError,
    WrongPassphraseError,
)
from senco_desk.store.files import telling_file_troubles
from senco_desk.store.kdf import FLOOR, RECOMMENDED, KdfParameters
from senco_desk.store.keys import MASTER_BYTES, Keys, SlotKind, keys_from
from senco_desk.store.passphrases import accepted, composed
from senco_desk.store.recovery_codes import new_recovery_code, normalised, slips
from senco_desk.store.unlocking import Guess, unlock
from senco_desk.store.vault_header import (
    COPY,
    FILE,
    MOST_SLOTS,
    Header,
    Note,
    Slot,
    Unreadable,
    keep_others_aside,
    mend_copies,
    other_copies,
    read_copies,
    write_copies,
)

__all__ = ["MOST_SLOTS", "unlock"]


@dataclass(frozen=True)
class SlotSeen:
    """What may be shown of a slot: its id, its kind, whether its passphrase was handed over, and its owner's role.

    Whose it is, the desk's own records say. The role stands here too, for the day on which they are damaged.
    """

    id: str
    kind: SlotKind
    handed_over: bool = False
    role: str = ""


def exists(folder: Path) -> bool:
    """Whether the folder holds a key file, in whatever state."""
    return (folder / FILE).exists() or (folder / COPY).exists()


def create(
    folder: Path, passphrase: str, kdf: KdfParameters = RECOMMENDED, *, floor: KdfParameters = FLOOR
) -> tuple[Keys, str]:
    """Makes a new vault with one passphrase slot and one recovery slot, in a folder made if need be.

    Returns the keys and the recovery code as printed; the code is stored nowhere. Refuses a weak
    passphrase, and a folder that already has a vault.
    """
    if exists(folder):
        raise RefusedError("This folder already holds a desk. Choose an empty folder for a new one.")
    secret = accepted(passphrase)
    with telling_file_troubles(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    vault, code = str(uuid.uuid4()), new_recovery_code()
    keys = keys_from(secrets.token_bytes(MASTER_BYTES), vault, str(uuid.uuid4()), floor)
    first = slotting.made(keys, "passphrase", secret, cost=kdf, floor=floor, slot_id=keys.slot_id)
    second = slotting.made(keys, "recovery", code, cost=kdf, floor=floor)
    header = Header(vault=vault, revision=1, slots=_in_order((first, second)))
    notes = {slot.id: Note(role="senco") for slot in (first, second)}
    write_copies(folder, header.noted(keys.notes, notes).sealed(keys.header))
    return dataclasses.replace(keys, role="senco"), code


def mend(folder: Path, keys: Keys) -> None:
    """Repairs a broken or outdated copy of the key file. Only for keys that have just opened the records.

    A copy of the same vault with a higher revision is left as it is, whatever opened.
    """
    mend_copies(folder, _current(folder, keys, None), keys.floor)


def others(folder: Path, keys: Keys) -> tuple[str, ...]:
    """The names of those copies of the key file that `mend` leaves as they are."""
    return other_copies(folder, _current(folder, keys, None), keys.floor)


def revision(folder: Path, keys: Keys) -> int:
    """How often the ways in were changed; it only ever grows."""
    return _current(folder, keys, None).revision


class Outside(NamedTuple):
    """What anybody can read of a vault without a key, a hint and no proof: its id, its revision, its slots' ids."""

    vault: str
    revision: int
    slots: frozenset[str]


def known_slots(folder: Path, floor: KdfParameters = FLOOR) -> Outside | None:
    """What can be read of a vault from outside; None where neither copy of the key file is sound."""
    headers = [copy for copy in read_copies(folder, floor) if isinstance(copy, Header)]
    if not headers:
        return None
    newest = max(headers, key=lambda header: header.revision)
    return Outside(newest.vault, newest.revision, frozenset(slot.id for slot in newest.slots))


def slots(folder: Path, keys: Keys, *, floor: KdfParameters | None = None) -> tuple[SlotSeen, ...]:
    """The ways in that the vault has now. Here and below, `floor` is the one the keys were given out with if None."""
    header = _current(folder, keys, floor)
    return tuple(_seen(slot, header, keys) for slot in header.slots)


def opened_by(folder: Path, keys: Keys, secret: str, *, floor: KdfParameters | None = None) -> SlotSeen:
    """Which way in of an open desk a secret opens now; nothing is written. Raises WrongPassphraseError. Slow."""
    header = _current(folder, keys, floor)
    guess = Guess(secret, floor or keys.floor)
    found = guess.keys(header)
    if found is None:
        raise WrongPassphraseError(guess.hint)
    if not secrets.compare_digest(found.master, keys.master):
        raise DamagedHeaderError
    slot = header.slot(found.slot_id)
    assert slot is not None
    return _seen(slot, header, keys)


def opens(folder: Path, keys: Keys, slot_id: str, secret: str) -> bool:
    """Whether this secret is the one that opens this slot now. Slow."""
    slot = _current(folder, keys, None).slot(slot_id)
    return slot is not None and slotting.opened(slot, keys.vault_id, composed(secret), keys.floor) is not None


def change_passphrase(
    folder: Path,
    keys: Keys,
    slot_id: str,
    passphrase: str,
    *,
    kdf: KdfParameters | None = None,
    floor: KdfParameters | None = None,
) -> None:
    """Re-wraps one passphrase slot under a new passphrase; the records are not touched.

    The slot keeps its cost unless a new one is given. Refuses a weak passphrase.
    """
    secret = accepted(passphrase)
    header = _current(folder, keys, floor)
    old = header.slot(slot_id)
    if old is None or old.kind != "passphrase":
        raise ValueError("Only a passphrase slot of this vault has a passphrase to change.")
    cost = kdf or old.kdf.parameters
    least = floor or keys.floor
    new = slotting.made(keys, "passphrase", secret, cost=cost, floor=least, slot_id=slot_id)
    notes = header.noted_with(keys.notes)
    notes[slot_id] = Note(role=notes.get(slot_id, Note()).role)
    _write(folder, keys, header, tuple(new if slot.id == slot_id else slot for slot in header.slots), notes)


def new_slot(keys: Keys, passphrase: str, *, kdf: KdfParameters = RECOMMENDED) -> Slot:
    """A way in that opens nothing until `put_slot`; nothing is written. Slow. Refuses a weak passphrase."""
    secret = accepted(passphrase)
    return slotting.made(keys, "passphrase", secret, cost=kdf, floor=keys.floor)


def put_slot(
    folder: Path,
    keys: Keys,
    slot: Slot,
    *,
    role: Role | None = None,
    handed_over: bool = False,
    instead_of: str = "",
    floor: KdfParameters | None = None,
) -> None:
    """Puts a slot of `new_slot` into use, in place of another where its id is given, which opens no longer then.

    Without `instead_of` room is kept for a recovery code. `handed_over`: its owner is to choose another passphrase.
    """
    header = _current(folder, keys, floor)
    rest = tuple(each for each in header.slots if each.id != instead_of)
    if len(rest) + all(each.kind != "recovery" for each in rest) >= MOST_SLOTS:
        raise RefusedError(f"A desk has room for {MOST_SLOTS - 1} people, and this one is full. Remove somebody first.")
    notes = header.noted_with(keys.notes) | {slot.id: Note(role=role or "", handed_over=handed_over)}
    _write(folder, keys, header, (*rest, slot), notes)


def add_passphrase(
    folder: Path,
    keys: Keys,
    passphrase: str,
    *,
    kdf: KdfParameters = RECOMMENDED,
    floor: KdfParameters | None = None,
) -> str:
    """Adds a way in and returns its slot's id; it opens nothing of a desk until the records name its owner."""
    slot = new_slot(dataclasses.replace(keys, floor=floor or keys.floor), passphrase, kdf=kdf)
    put_slot(folder, keys, slot, floor=floor)
    return slot.id


def renewed(folder: Path, keys: Keys, keep: Collection[str], to: Path, *, above: int = 0) -> Keys:
    """Writes into the folder `to` a key file with a new master key, for the slots whose ids are to `keep`, no others.

    Nobody's passphrase is needed, and each stays what it was. The keys answered are the new ones of the same slot; the
    one that names attachments stays. Its revision is higher than it was, and than `above`. Refuses to leave no
    passphrase.
    """
    header = _current(folder, keys, None)
    rest = tuple(slot for slot in header.slots if slot.id in keep)
    _require_passphrase(rest)
    master = secrets.token_bytes(MASTER_BYTES)
    fresh = keys_from(
        master, keys.vault_id, keys.slot_id, keys.floor, names=keys.attachment_names, slot_kind=keys.slot_kind
    )
    changed = tuple(slotting.sealed_to(slot, fresh) for slot in rest)
    new = Header(vault=header.vault, revision=max(header.revision, above) + 1, slots=changed)
    write_copies(to, new.noted(fresh.notes, header.noted_with(keys.notes)).sealed(fresh.header))
    if _current(to, fresh, None).slots != changed:
        raise DiskFaultError("the key file did not read back as it was written")
    return dataclasses.replace(fresh, role=keys.role)


def settle(folder: Path, keys: Keys, keep: Collection[str], roles: Mapping[str, Role]) -> bool:
    """Leaves the ways in to `keep` alone, and notes the `role` of each slot; answers whether anything was changed.

    Those who are gone may have kept the keys of now: this shuts them out of the program alone. Refuses to leave no
    passphrase.
    """
    header = _current(folder, keys, None)
    rest = tuple(slot for slot in header.slots if slot.id in keep)
    _require_passphrase(rest)
    old = header.noted_with(keys.notes)
    notes = {
        slot.id: Note(role=roles.get(slot.id, old.get(slot.id, Note()).role), handed_over=old[slot.id].handed_over)
        if slot.id in old
        else Note(role=roles.get(slot.id, ""))
        for slot in rest
    }
    if rest == header.slots and notes == old:
        return False
    _write(folder, keys, header, rest, notes)
    return True


def replace_recovery_code(
    folder: Path, keys: Keys, code: str, *, kdf: KdfParameters = RECOMMENDED, floor: KdfParameters | None = None
) -> str:
    """Puts a recovery code of `new_recovery_code` into use and answers its slot's id; the old one opens no longer.

    It opens nothing of a desk until the records know it. Refuses text that is no code.
    """
    slot = new_recovery_slot(dataclasses.replace(keys, floor=floor or keys.floor), code, kdf=kdf)
    put_recovery(folder, keys, slot, floor=floor)
    return slot.id


def new_recovery_slot(keys: Keys, code: str, *, kdf: KdfParameters = RECOMMENDED) -> Slot:
    """The way in of a code from `new_recovery_code`; nothing is written. Slow. Refuses text that is no code."""
    sound = normalised(code)
    if not sound or slips(sound):
        raise RefusedError([Problem(sentence="This is not a recovery code of Senco Desk.", field="code")])
    return slotting.made(keys, "recovery", sound, cost=kdf, floor=keys.floor)


def put_recovery(folder: Path, keys: Keys, slot: Slot, *, floor: KdfParameters | None = None) -> None:
    """Puts a slot of `new_recovery_slot` into use; the one before opens no longer. Both happen in one step."""
    header = _current(folder, keys, floor)
    rest = (each for each in header.slots if each.kind != "recovery")
    _write(folder, keys, header, (*rest, slot), header.noted_with(keys.notes) | {slot.id: Note(role="senco")})


def remove_slot(folder: Path, keys: Keys, slot_id: str, *, floor: KdfParameters | None = None) -> None:
    """Takes a way in away. Refuses to take the last passphrase or the recovery code.

    Whoever knew its secret may have kept a copy of the old key file, so old backups still open with it.
    """
    header = _current(folder, keys, floor)
    rest = tuple(slot for slot in header.slots if slot.id != slot_id)
    if {slot.kind for slot in rest} != {"passphrase", "recovery"}:
        raise RefusedError("A desk needs at least one passphrase and its recovery code. Add another first.")
    _write(folder, keys, header, rest, header.noted_with(keys.notes))


def _require_passphrase(slots: tuple[Slot, ...]) -> None:
    if all(slot.kind != "passphrase" for slot in slots):
        raise RefusedError("A desk needs at least one passphrase. Add somebody first.")


def _seen(slot: Slot, header: Header, keys: Keys) -> SlotSeen:
    note = header.noted_with(keys.notes).get(slot.id, Note())
    return SlotSeen(slot.id, slot.kind, note.handed_over, note.role)


def _newest_genuine(headers: list[Header], keys: Keys) -> Header:
    genuine = [header for header in headers if header.vault == keys.vault_id and header.is_genuine(keys.header)]
    if not genuine:
        raise DamagedHeaderError
    return max(genuine, key=lambda header: header.revision)


def _current(folder: Path, keys: Keys, floor: KdfParameters | None) -> Header:
    copies = read_copies(folder, floor or keys.floor)
    headers = [copy for copy in copies if isinstance(copy, Header)]
    if not headers and Unreadable.NEWER in copies:
        raise NewerVersionError
    return _newest_genuine(headers, keys)


def _in_order(slots: Collection[Slot]) -> tuple[Slot, ...]:
    """Who joined first must not be read off their order."""
    return tuple(sorted(slots, key=lambda slot: (slot.kind, slot.id)))


def _write(folder: Path, keys: Keys, old: Header, changed: tuple[Slot, ...], notes: Mapping[str, Note]) -> None:
    slots = _in_order(changed)
    new = Header(vault=old.vault, revision=old.revision + 1, slots=slots).noted(keys.notes, notes).sealed(keys.header)
    keep_others_aside(folder, old, keys.floor)
    write_copies(folder, new)
    # A way in must never be told of that the drive did not keep.
    if _current(folder, keys, keys.floor).slots != slots:
        raise DiskFaultError("the key file did not read back as it was written")
