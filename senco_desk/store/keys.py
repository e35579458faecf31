"""The keys of an unlocked desk, all drawn from one master key, each for one purpose.

Separate keys mean that a fault in one use (say, a backup carried off the laptop) tells nothing about the
others. Python cannot promise to wipe memory: locking a desk drops these, and full-disk encryption is
still needed against the page file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NoReturn

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from senco_desk.store.kdf import FLOOR, KdfParameters

MASTER_BYTES = 32
NAMES_BYTES = 32

SlotKind = Literal["passphrase", "recovery"]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Keys:
    """The sub-keys of one vault. Its words never show a secret, and it cannot be pickled.

    Attributes:
        vault_id: the vault's uuid.
        slot_id: the slot whose secret opened it.
        slot_kind: what that secret was: a passphrase, or the recovery code.
        master: the master key (32 bytes), needed to wrap it for another slot.
        database_key, database_salt: SQLCipher's raw key (32) and salt (16).
        attachments: wraps each attachment's own key.
        attachment_names: names attachments by their content without confirming known documents. It stays the same
            when the master key is renewed, so that every record still names its document.
        backups: for what wraps a backup.
        header: authenticates the key file and the shutdown marker.
        notes: encrypts what the key file says of its ways in.
        fingerprint: tells these keys from others of the same vault (hex), and tells nothing of them.
        floor: the least a way in may cost, as it was when these keys were given out; no secret.
        role: the role of whoever opened it, as the key file has it; empty where it has none.
    """

    vault_id: str
    slot_id: str
    master: bytes
    database_key: bytes
    database_salt: bytes
    attachments: bytes
    attachment_names: bytes
    backups: bytes
    header: bytes
    notes: bytes
    fingerprint: str
    floor: KdfParameters = FLOOR
    slot_kind: SlotKind = "passphrase"
    role: str = ""

    def __repr__(self) -> str:
        return f"<Keys of vault {self.vault_id}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("Keys are never written out.")


def keys_from(
    master: bytes,
    vault_id: str,
    slot_id: str,
    floor: KdfParameters = FLOOR,
    *,
    names: bytes = b"",
    slot_kind: SlotKind = "passphrase",
) -> Keys:
    """Draws every sub-key from the 32-byte master key with HKDF-SHA256, salted by the vault's id.

    `names` is the key that names attachments, where it was drawn from an earlier master key.
    """

    def sub(purpose: str, length: int = 32) -> bytes:
        info = f"senco-desk/1/{purpose}".encode()
        return HKDF(hashes.SHA256(), length, salt=vault_id.encode(), info=info).derive(master)

    return Keys(
        vault_id=vault_id,
        slot_id=slot_id,
        master=master,
        database_key=sub("database-key"),
        database_salt=sub("database-salt", 16),
        attachments=sub("attachments"),
        attachment_names=names or sub("attachment-names"),
        backups=sub("backups"),
        header=sub("header"),
        notes=sub("header-notes"),
        fingerprint=sub("fingerprint", 16).hex(),
        floor=floor,
        slot_kind=slot_kind,
    )
