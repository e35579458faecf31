"""What a backup says of itself: counts, and which attachments it needs. Sealed, because a count tells of the school.

In the clear stand only the format and under which keys' name its attachments lie; the folder's own name tells when the
backup was taken and why.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from senco_desk.domain.problems import TroubleError
from senco_desk.store.errors import NewerVersionError
from senco_desk.store.files import read_whole, write_whole
from senco_desk.store.keys import Keys

FILE = "backup.json"
_FORMAT = 1
_LARGEST = 64 * 1024 * 1024
_NONCE_BYTES = 12
_TAG = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    Attributes:
        generation: how many changes had been saved.
        newest: the id of the last change in the journal; empty where there was none.
        vault: the SHA-256 (hex) of the key file.
        schema: the version of its tables.
        counts: how many rows each table has.
        files: the attachments it needs, by name.
        damaged: attachments that were damaged in the desk itself, and so are not in the backup.
    """

    generation: int
    newest: str
    vault: str
    schema: int
    counts: Mapping[str, int]
    files: tuple[str, ...]
    damaged: tuple[str, ...] = ()

    @property
    def pupils(self) -> int:
        """How many children it holds."""
        return self.counts.get("pupil", 0)


class UnreadableBackupError(TroubleError):
    """A backup's own note of what it holds is damaged, missing, or of other keys."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The backup “{folder.name}” cannot be read: it is damaged, or was made under other keys.",
            "Your desk and the other backups have not been touched.",
            "Choose another backup. One made before a person was removed opens with the passphrase of its day.",
        )


def tag_of(keys: Keys) -> str:
    """The name of the folder in which the attachments of backups under these keys lie.

    It is the salt that stands in the clear at the head of every records file, so it tells nothing new.
    """
    return keys.database_salt.hex()


def write(folder: Path, manifest: Manifest, keys: Keys) -> None:
    """Seals a manifest into a backup's folder, in place of the one that is there."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    words = json.dumps(asdict(manifest), sort_keys=True).encode()
    sealed = AESGCM(keys.backups).encrypt(nonce, words, _bound(keys))
    content = {"format": _FORMAT, "keys": tag_of(keys), "sealed": base64.b64encode(nonce + sealed).decode()}
    write_whole(folder / FILE, json.dumps(content).encode())


def read(folder: Path, keys: Keys) -> Manifest:
    """What a backup says of itself. Raises UnreadableBackupError, or NewerVersionError."""
    content = read_whole(folder / FILE, at_most=_LARGEST) or b""
    try:
        outer = json.loads(content)
        if isinstance(outer["format"], int) and outer["format"] > _FORMAT:
            raise NewerVersionError("This backup")
        sealed = base64.b64decode(outer["sealed"], validate=True)
        inner = AESGCM(keys.backups).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(keys))
        fields = json.loads(inner)
        fields |= {name: tuple(fields[name]) for name in ("files", "damaged")}
        return Manifest(**fields)
    except (ValueError, TypeError, KeyError, InvalidTag, RecursionError):
        raise UnreadableBackupError(folder) from None


def tag_in(folder: Path) -> str:
    """Under which keys' name the attachments of a backup lie; empty where nothing readable says so."""
    try:
        tag = str(json.loads(read_whole(folder / FILE, at_most=_LARGEST) or b"")["keys"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return tag if _TAG.fullmatch(tag) else ""


def _bound(keys: Keys) -> bytes:
    return b"senco-desk backup " + keys.vault_id.encode()
