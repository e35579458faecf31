"""The key file's form: what stands in `vault.json`, how it is read without trust and written twice.

It names no person. Each way in ("slot") has a key pair: what the secret derives opens its private half, and the desk's
keys are sealed to its public half. So the desk's keys can be made anew without anybody's passphrase. Two seals close
the file: a plain checksum, which tells accidental damage from a mistyped
passphrase before any key is known, and a keyed one (HMAC under a key drawn from the master key), which
nobody without a secret of this desk can make. What is noted of each way in, its role and whether its passphrase was
handed over, is encrypted under another such key and always of one length, so that it tells a stranger nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import ConfigDict, Field, ValidationError

from senco_desk.domain.records import Record
from senco_desk.domain.roles import Role
from senco_desk.store.files import copy_whole, read_whole, write_whole
from senco_desk.store.kdf import FLOOR, KdfParameters, is_sound
from senco_desk.store.keys import SlotKind

FORMAT = 2
FILE = "vault.json"
COPY = "vault.copy.json"
MOST_SLOTS = 16
_LARGEST = 64 * 1024
_NONCE_BYTES, _TAG_BYTES = 12, 16
_NOTED_BYTES = 2048
"""Room for what is noted of sixteen ways in; always filled up."""
_NOTES = f"^([0-9a-f]{{{2 * (_NONCE_BYTES + _NOTED_BYTES + _TAG_BYTES)}}})?$"

_Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class _Strict(Record):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Kdf(_Strict):
    """A slot's own cost parameters and salt (hex)."""

    name: Literal["argon2id"] = "argon2id"
    memory_kib: int
    iterations: int
    lanes: int
    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]

    @property
    def parameters(self) -> KdfParameters:
        """The cost, without the salt."""
        return KdfParameters(self.memory_kib, self.iterations, self.lanes)


class Slot(_Strict):
    """One way in; every field of bytes is hex.

    Attributes:
        id: the slot's uuid, by which the records know whose it is.
        kind: passphrase or recovery code.
        kdf: how the secret is turned into a key.
        public: the public half of the slot's key pair (X25519).
        nonce, private: the private half, wrapped (AES-256-GCM) by what the secret derives.
        ephemeral, sealed: the desk's keys, sealed to the public half (X25519, HKDF-SHA256, AES-256-GCM).
    """

    id: _Uuid
    kind: SlotKind
    kdf: Kdf
    public: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    nonce: Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]
    private: Annotated[str, Field(pattern=r"^[0-9a-f]{96}$")]
    ephemeral: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sealed: Annotated[str, Field(pattern=r"^[0-9a-f]{160}$")]

    def bound_to(self, vault: str) -> bytes:
        """What both wrappings are tied to, so that a slot moved to another vault or re-priced fails to open."""
        return _canonical(
            {
                "format": FORMAT,
                "vault": vault,
                "id": self.id,
                "kind": self.kind,
                "kdf": self.kdf.model_dump(),
                "public": self.public,
            }
        )


class Note(_Strict):
    """What the desk keeps of a way in, for nobody without a secret of the desk.

    Attributes:
        role: of its owner, as the SENCO gave it; empty where none was given.
        handed_over: the passphrase was given by somebody else and is to be changed by its owner at once.
    """

    role: Role | Literal[""] = ""
    handed_over: bool = False


class Header(_Strict):
    """The whole key file, apart from its two seals. The revision grows with every change of a slot.

    `notes` holds a `Note` for each slot, encrypted.
    """

    format: Literal[2] = 2
    vault: _Uuid
    revision: Annotated[int, Field(ge=1)]
    slots: Annotated[tuple[Slot, ...], Field(min_length=1, max_length=MOST_SLOTS)]
    notes: str = Field(default="", pattern=_NOTES)
    mac: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")

    def noted(self, key: bytes, notes: Mapping[str, Note]) -> Header:
        """The same header with what is noted of its slots, by their ids; notes on other slots are dropped."""
        there = {slot.id for slot in self.slots}
        body = _canonical({name: note.model_dump() for name, note in notes.items() if name in there})
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(key).encrypt(nonce, body.ljust(_NOTED_BYTES), self.vault.encode())
        return self.model_copy(update={"notes": (nonce + sealed).hex()})

    def noted_with(self, key: bytes) -> dict[str, Note]:
        """What is noted of each slot, by its id; of a genuine header that has no notes, or of another key, nothing."""
        content = bytes.fromhex(self.notes)
        if not content:
            return {}
        try:
            body = AESGCM(key).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], self.vault.encode())
        except InvalidTag:
            return {}
        return {name: Note.model_validate(note) for name, note in json.loads(body).items()}

    def sealed(self, key: bytes) -> Header:
        """The same header with its keyed seal made."""
        return self.model_copy(update={"mac": self._mac(key)})

    def is_genuine(self, key: bytes) -> bool:
        """Whether the keyed seal was made with this key over just these fields."""
        return hmac.compare_digest(self._mac(key), self.mac)

    def slot(self, slot_id: str) -> Slot | None:
        """The slot with this id, if the header has it."""
        return next((slot for slot in self.slots if slot.id == slot_id), None)

    def _mac(self, key: bytes) -> str:
        body = self.model_dump(mode="json", exclude={"mac"})
        return hmac.new(key, _canonical(body), hashlib.sha256).hexdigest()


class Unreadable(Enum):
    """Why a copy of the key file gives no header."""

    MISSING = "missing"
    DAMAGED = "damaged"
    NEWER = "newer"


def read_copies(folder: Path, floor: KdfParameters = FLOOR) -> tuple[Header | Unreadable, Header | Unreadable]:
    """The two copies of the key file, the first one first. A cost under the floor counts as damage."""
    return _read(folder / FILE, floor), _read(folder / COPY, floor)


def write_copies(folder: Path, header: Header) -> None:
    """Writes the sealed header to both copies, the first one first, each in one step."""
    content = _as_bytes(header)
    for name in (FILE, COPY):
        _write(folder / name, content)


def mend_copies(folder: Path, header: Header, floor: KdfParameters = FLOOR) -> None:
    """Writes the sealed header over a copy that is missing, damaged or an earlier state of this very vault.

    A copy with a higher revision may hold the only key to records that are about to come back: it is left as it is, as
    is one of another vault or of a newer program.
    """
    content, others = _as_bytes(header), other_copies(folder, header, floor)
    for name in (FILE, COPY):
        if name not in others:
            _write(folder / name, content)


def other_copies(folder: Path, header: Header, floor: KdfParameters = FLOOR) -> tuple[str, ...]:
    """The names of the copies that `mend_copies` leaves as they are."""
    return tuple(name for name, copy in _named(read_copies(folder, floor)) if _is_other(copy, header))


def keep_others_aside(folder: Path, header: Header, floor: KdfParameters = FLOOR) -> None:
    """Keeps a copy that `mend_copies` would leave under another name beside it, before it is written over."""
    for name in other_copies(folder, header, floor):
        path = folder / name
        aside = (path.with_name(f"{name}.other-{number}") for number in count(1))
        copy_whole(path, next(each for each in aside if not each.exists()))


def _named(copies: tuple[Header | Unreadable, Header | Unreadable]) -> Iterator[tuple[str, Header | Unreadable]]:
    return zip((FILE, COPY), copies, strict=True)


def _is_other(copy: Header | Unreadable, header: Header) -> bool:
    if isinstance(copy, Header):
        return copy.vault != header.vault or copy.revision > header.revision
    return copy is Unreadable.NEWER


def _write(path: Path, content: bytes) -> None:
    if read_whole(path, at_most=_LARGEST) != content:
        write_whole(path, content)


def copy_both(folder: Path, to: Path) -> None:
    """Copies the key file into another folder, as it stands; of its two copies, those that are there."""
    for name in (FILE, COPY):
        content = read_whole(folder / name, at_most=_LARGEST)
        if content is not None:
            write_whole(to / name, content)


def hash_of(folder: Path) -> str:
    """The hash of a key file's bytes, to see whether it was changed; of its second copy where the first is not there.

    Empty where neither is.
    """
    copies = (read_whole(folder / name, at_most=_LARGEST) for name in (FILE, COPY))
    return next((hashlib.sha256(content).hexdigest() for content in copies if content is not None), "")


def _read(path: Path, floor: KdfParameters) -> Header | Unreadable:
    content = read_whole(path, at_most=_LARGEST)
    if content is None:
        return Unreadable.MISSING
    try:
        fields = json.loads(content)
        checksum = fields.pop("checksum")
        if checksum != _checksum(fields):
            return Unreadable.DAMAGED
        # Only a sound file may claim to be newer: a flipped bit must not send people to update.
        if isinstance(fields.get("format"), int) and fields["format"] > FORMAT:
            return Unreadable.NEWER
        header = Header.model_validate_json(json.dumps(fields))
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Unreadable.DAMAGED
    if not all(is_sound(slot.kdf.parameters, floor) for slot in header.slots):
        return Unreadable.DAMAGED
    return header


def _as_bytes(header: Header) -> bytes:
    fields = header.model_dump(mode="json")
    return json.dumps({**fields, "checksum": _checksum(fields)}, indent=1).encode()


def _checksum(fields: object) -> str:
    return hashlib.sha256(_canonical(fields)).hexdigest()


def _canonical(fields: object) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
