"""The key slots of a desk: several secrets that each open the one master key.

The master key is made once and never stored in clear. Each slot wraps it under what Argon2id derives from
one secret, so changing a passphrase re-wraps a few bytes and leaves the records as they are. Backups made
before a change still open with the secrets of their day, because each carries its own key file.
"""

from __future__ import annotations

import contextlib
import secrets
import uuid
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from senco_desk.domain.problems import Problem, RefusedError, TroubleError
from senco_desk.store.errors import (
    DamagedHeaderError,
    DiskFaultError,
    MissingDeskError,
    NewerVersionError,
    WrongPassphraseError,
)
from senco_desk.store.files import telling_file_troubles
from senco_desk.store.kdf import FLOOR, RECOMMENDED, SALT_BYTES, KdfParameters, derive_key, is_sound
from senco_desk.store.keys import MASTER_BYTES, Keys, keys_from
from senco_desk.store.passphrases import accepted, composed
from senco_desk.store.recovery_codes import new_recovery_code, normalised, slips
from senco_desk.store.vault_header import (
    COPY,
    FILE,
    MOST_SLOTS,
    Header,
    Kdf,
    Slot,
    SlotKind,
    Unreadable,
    read_copies,
    write_copies,
)


@dataclass(frozen=True)
class SlotSeen:
    """What may be shown of a slot: its id and kind. Whose it is, the desk's own records say."""

    id: str
    kind: SlotKind


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
    master, vault, code = secrets.token_bytes(MASTER_BYTES), str(uuid.uuid4()), new_recovery_code()
    first = _new_slot(master, vault, "passphrase", secret, cost=kdf, floor=floor)
    second = _new_slot(master, vault, "recovery", code, cost=kdf, floor=floor)
    keys = keys_from(master, vault, first.id, floor)
    write_copies(folder, Header(vault=vault, revision=1, slots=(first, second)).sealed(keys.header))
    return keys, code


def unlock(folder: Path, secret: str, floor: KdfParameters = FLOOR) -> Keys:
    """The keys, given a passphrase or the recovery code however it was typed; a broken copy is repaired.

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
    keys, slot = _opened(headers, secret, floor)
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
    return tuple(SlotSeen(slot.id, slot.kind) for slot in header.slots)


def opened_by(folder: Path, keys: Keys, secret: str, *, floor: KdfParameters | None = None) -> SlotSeen:
    """Which way in of an open desk a secret opens now; nothing is written. Raises WrongPassphraseError. Slow."""
    header = _current(folder, keys, floor)
    found, slot = _opened([header], secret, floor or keys.floor)
    if not secrets.compare_digest(found.master, keys.master):
        raise DamagedHeaderError
    return SlotSeen(slot.id, slot.kind)


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
    new = _new_slot(keys.master, header.vault, "passphrase", secret, cost=cost, floor=least, slot_id=slot_id)
    _write(folder, keys, header, tuple(new if slot.id == slot_id else slot for slot in header.slots))


def add_passphrase(
    folder: Path,
    keys: Keys,
    passphrase: str,
    *,
    kdf: KdfParameters = RECOMMENDED,
    floor: KdfParameters | None = None,
) -> str:
    """Adds a way in for a second person, such as the headteacher, and returns the new slot's id."""
    secret = accepted(passphrase)
    header = _current(folder, keys, floor)
    if len(header.slots) >= MOST_SLOTS:
        raise RefusedError("This desk has as many passphrases as it can hold. Remove one first.")
    slot = _new_slot(keys.master, header.vault, "passphrase", secret, cost=kdf, floor=floor or keys.floor)
    _write(folder, keys, header, (*header.slots, slot))
    return slot.id


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
    slot = _new_slot(keys.master, header.vault, "recovery", sound, cost=kdf, floor=floor or keys.floor)
    _write(folder, keys, header, (*(s for s in header.slots if s.kind != "recovery"), slot))
    return slot.id


def remove_slot(folder: Path, keys: Keys, slot_id: str, *, floor: KdfParameters | None = None) -> None:
    """Takes a way in away. Refuses to take the last passphrase or the recovery code.

    Whoever knew its secret may have kept a copy of the old key file, so old backups still open with it.
    """
    header = _current(folder, keys, floor)
    rest = tuple(slot for slot in header.slots if slot.id != slot_id)
    if {slot.kind for slot in rest} != {"passphrase", "recovery"}:
        raise RefusedError("A desk needs at least one passphrase and its recovery code. Add another first.")
    _write(folder, keys, header, rest)


def _opened(headers: list[Header], secret: str, floor: KdfParameters) -> tuple[Keys, Slot]:
    code = normalised(secret)
    tried: list[tuple[str, Slot]] = []
    for header in headers:
        for slot in sorted(header.slots, key=lambda slot: slot.kind != ("recovery" if code else "passphrase")):
            # A mistyped code cannot open the recovery slot, and equal slots of the two copies cost one guess.
            hopeless = slot.kind == "recovery" and (not code or slips(code))
            if hopeless or (header.vault, slot) in tried:
                continue
            tried.append((header.vault, slot))
            master = _unwrapped(slot, header.vault, code if slot.kind == "recovery" else composed(secret))
            if master is not None:
                return keys_from(master, header.vault, slot.id, floor), slot
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


def _new_slot(
    master: bytes,
    vault: str,
    kind: SlotKind,
    secret: str,
    *,
    cost: KdfParameters,
    floor: KdfParameters,
    slot_id: str = "",
) -> Slot:
    if not is_sound(cost, floor):
        raise ValueError("A slot must not be cheaper than what will be accepted when it is read.")
    kdf = Kdf(
        memory_kib=cost.memory_kib,
        iterations=cost.iterations,
        lanes=cost.lanes,
        salt=secrets.token_hex(SALT_BYTES),
    )
    nonce = secrets.token_bytes(12)
    slot = Slot(
        id=slot_id or str(uuid.uuid4()), kind=kind, kdf=kdf, nonce=nonce.hex(), wrapped="0" * 96
    )  # the wrapping is bound to the other fields, so they come first
    kek = derive_key(secret, bytes.fromhex(kdf.salt), cost)
    wrapped = AESGCM(kek).encrypt(nonce, master, slot.bound_to(vault))
    return slot.model_copy(update={"wrapped": wrapped.hex()})


def _unwrapped(slot: Slot, vault: str, secret: str) -> bytes | None:
    kek = derive_key(secret, bytes.fromhex(slot.kdf.salt), slot.kdf.parameters)
    try:
        return AESGCM(kek).decrypt(bytes.fromhex(slot.nonce), bytes.fromhex(slot.wrapped), slot.bound_to(vault))
    except InvalidTag:
        return None
