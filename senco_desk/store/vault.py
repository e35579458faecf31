"""The key slots of a desk: several secrets that each open the one master key.

The master key is made once and never stored in clear. Each slot holds it sealed to a key pair of its own, whose
private half one secret opens (`store/slots.py`): changing a passphrase re-wraps a few bytes and leaves the records as
they are, and a new master key can be given to everybody who stays without their passphrases. Backups made before a
change still open with the secrets of their day, because each carries its own key file.
"""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
import uuid
from dataclasses import dataclass
from pathlib import Path

from senco_desk.domain.problems import Problem, RefusedError, TroubleError
from senco_desk.store import slots as slotting
from senco_desk.store.errors import (
    DamagedHeaderError,
    DiskFaultError,
    MissingDeskError,
    NewerVersionError,
    WrongPassphraseError,
)
from senco_desk.store.files import telling_file_troubles
from senco_desk.store.kdf import FLOOR, RECOMMENDED, KdfParameters
from senco_desk.store.keys import MASTER_BYTES, Keys, SlotKind, keys_from
from senco_desk.store.passphrases import accepted, composed
from senco_desk.store.recovery_codes import new_recovery_code, normalised, slips
from senco_desk.store.vault_header import COPY, FILE, MOST_SLOTS, Header, Slot, Unreadable, read_copies, write_copies


@dataclass(frozen=True)
class SlotSeen:
    """What may be shown of a slot: its id, its kind, and whether its passphrase was handed over and is to be changed.

    Whose it is, the desk's own records say.
    """

    id: str
    kind: SlotKind
    handed_over: bool = False


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
    write_copies(folder, Header(vault=vault, revision=1, slots=(first, second)).sealed(keys.header))
    return keys, code


def unlock(folder: Path, secret: str, floor: KdfParameters = FLOOR, *, first: str = "") -> Keys:
    """The keys, given a passphrase or the recovery code however it was typed; a broken copy is repaired.

    `first` is the id of the slot to try first: each that is tried costs a key derivation.

    Raises WrongPassphraseError, DamagedHeaderError (no copy is sound), NewerVersionError or
    MissingDeskError. A secret that an older copy still knows but the newest does not is a wrong one.
    """
    copies = read_copies(folder, floor)
    headers = [copy for copy in copies if isinstance(copy, Header)]
    if Unreadable.NEWER in copies:
        raise NewerVersionError
    if not headers:
        if all(copy is Unreadable.MISSING for copy in copies):
            raise MissingDeskError(folder, "key file")
        raise DamagedHeaderError
    keys, slot = _opened(headers, secret, floor, first)
    newest = _newest_genuine(headers, keys)
    if newest.slot(slot.id) != slot:  # an older copy opened; the newest may know the secret no longer
        keys, _ = _opened([newest], secret, floor)
    if all(header.vault == newest.vault for header in headers):
        with contextlib.suppress(TroubleError):  # a full or write-protected drive must not keep people out
            write_copies(folder, newest)
    return keys


def slots(folder: Path, keys: Keys, *, floor: KdfParameters | None = None) -> tuple[SlotSeen, ...]:
    """The ways in that the vault has now. Here and below, `floor` is the one the keys were given out with if None."""
    header = _current(folder, keys, floor)
    return tuple(SlotSeen(slot.id, slot.kind, slot.handed_over) for slot in header.slots)


def opened_by(folder: Path, keys: Keys, secret: str, *, floor: KdfParameters | None = None) -> SlotSeen:
    """Which way in of an open desk a secret opens now; nothing is written. Raises WrongPassphraseError. Slow."""
    header = _current(folder, keys, floor)
    found, slot = _opened([header], secret, floor or keys.floor)
    if not secrets.compare_digest(found.master, keys.master):
        raise DamagedHeaderError
    return SlotSeen(slot.id, slot.kind, slot.handed_over)


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
    _write(folder, keys, header, tuple(new if slot.id == slot_id else slot for slot in header.slots))


def new_slot(keys: Keys, passphrase: str, *, kdf: KdfParameters = RECOMMENDED, handed_over: bool = False) -> Slot:
    """A way in that opens nothing until `put_slot`; nothing is written. Slow. Refuses a weak passphrase."""
    secret = accepted(passphrase)
    return slotting.made(keys, "passphrase", secret, cost=kdf, floor=keys.floor, handed_over=handed_over)


def put_slot(folder: Path, keys: Keys, slot: Slot, *, instead_of: str = "", floor: KdfParameters | None = None) -> None:
    """Puts a slot of `new_slot` into use, in place of another where its id is given, which opens no longer then."""
    header = _current(folder, keys, floor)
    rest = tuple(each for each in header.slots if each.id != instead_of)
    if len(rest) >= MOST_SLOTS:
        raise RefusedError(f"A desk has room for {MOST_SLOTS - 1} people, and this one is full. Remove somebody first.")
    _write(folder, keys, header, (*rest, slot))


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


def renewed(folder: Path, keys: Keys, without: frozenset[str], to: Path) -> Keys:
    """Writes into the folder `to` a key file with a new master key, for every slot but those `without`.

    Nobody's passphrase is needed, and each stays what it was. The keys answered are the new ones of the same slot; the
    one that names attachments stays. Refuses to leave no passphrase or no recovery code.
    """
    header = _current(folder, keys, None)
    rest = tuple(slot for slot in header.slots if slot.id not in without)
    _require_both(rest)
    master = secrets.token_bytes(MASTER_BYTES)
    fresh = keys_from(
        master, keys.vault_id, keys.slot_id, keys.floor, names=keys.attachment_names, slot_kind=keys.slot_kind
    )
    changed = tuple(slotting.sealed_to(slot, fresh) for slot in rest)
    new = Header(vault=header.vault, revision=header.revision + 1, slots=changed)
    write_copies(to, new.sealed(fresh.header))
    if _current(to, fresh, None).slots != changed:
        raise DiskFaultError("the key file did not read back as it was written")
    return fresh


def replace_recovery_code(
    folder: Path, keys: Keys, code: str, *, kdf: KdfParameters = RECOMMENDED, floor: KdfParameters | None = None
) -> str:
    """Puts a recovery code of `new_recovery_code` into use and answers its slot's id; the old one opens no longer.

    Both happen in one step: there is always exactly one code. Refuses text that is no code.
    """
    sound = normalised(code)
    if not sound or slips(sound):
        raise RefusedError([Problem(sentence="This is not a recovery code of Senco Desk.", field="code")])
    header = _current(folder, keys, floor)
    slot = slotting.made(keys, "recovery", sound, cost=kdf, floor=floor or keys.floor)
    _write(folder, keys, header, (*(s for s in header.slots if s.kind != "recovery"), slot))
    return slot.id


def remove_slot(folder: Path, keys: Keys, slot_id: str, *, floor: KdfParameters | None = None) -> None:
    """Takes a way in away. Refuses to take the last passphrase or the recovery code.

    Whoever knew its secret may have kept a copy of the old key file, so old backups still open with it.
    """
    header = _current(folder, keys, floor)
    rest = tuple(slot for slot in header.slots if slot.id != slot_id)
    _require_both(rest)
    _write(folder, keys, header, rest)


def _require_both(slots: tuple[Slot, ...]) -> None:
    if {slot.kind for slot in slots} != {"passphrase", "recovery"}:
        raise RefusedError("A desk needs at least one passphrase and its recovery code. Add another first.")


def _opened(headers: list[Header], secret: str, floor: KdfParameters, first: str = "") -> tuple[Keys, Slot]:
    code = normalised(secret)
    likely = "recovery" if code else "passphrase"
    tried: list[tuple[str, Slot]] = []
    for header in headers:
        for slot in sorted(header.slots, key=lambda slot: (slot.kind != likely, slot.id != first)):
            # A mistyped code cannot open the recovery slot, and equal slots of the two copies cost one guess.
            hopeless = slot.kind == "recovery" and (not code or slips(code))
            if hopeless or (header.vault, slot) in tried:
                continue
            tried.append((header.vault, slot))
            typed = code if slot.kind == "recovery" else composed(secret)
            keys = slotting.opened(slot, header.vault, typed, floor)
            if keys is not None:
                return keys, slot
    raise WrongPassphraseError(_hint(code))


def _hint(code: str) -> str:
    wrong = slips(code) if code else ()
    if not wrong:
        return ""
    groups = " and ".join(filter(None, [", ".join(wrong[:-1]), wrong[-1]]))
    return f"If this is the recovery code, look again at its {groups} group{'s' if len(wrong) > 1 else ''}."


def _newest_genuine(headers: list[Header], keys: Keys) -> Header:
    genuine = [header for header in headers if header.vault == keys.vault_id and header.is_genuine(keys.header)]
    if not genuine:
        raise DamagedHeaderError
    return max(genuine, key=lambda header: header.revision)


def _current(folder: Path, keys: Keys, floor: KdfParameters | None) -> Header:
    copies = read_copies(folder, floor or keys.floor)
    if Unreadable.NEWER in copies:
        raise NewerVersionError
    return _newest_genuine([copy for copy in copies if isinstance(copy, Header)], keys)


def _write(folder: Path, keys: Keys, old: Header, changed: tuple[Slot, ...]) -> None:
    new = Header(vault=old.vault, revision=old.revision + 1, slots=changed)
    write_copies(folder, new.sealed(keys.header))
    # A way in must never be told of that the drive did not keep.
    if _current(folder, keys, keys.floor).slots != changed:
        raise DiskFaultError("the key file did not read back as it was written")
