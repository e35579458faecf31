"""The form of an attachment's file: its header, its sealed chunks, and reading them as a stream.

    magic 8 | file id 16 | nonce 12 | the file's own key, wrapped 48 || chunk 0 | chunk 1 | … | last chunk

A chunk is up to 1 MiB of content and a 16-byte tag; every chunk but the last is full, and an empty
document has one empty chunk. The wrapped key is tied to the file's name and id, a chunk to the file's id,
its number and whether it is the last. The file's own key seals no other file, so a chunk's number can be its nonce.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from senco_desk.store.errors import DamagedAttachmentError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 1024 * 1024
_TAG = 16
_MAGIC = b"SDATT\x00\x00\x01"  # the last byte is the format's version; a newer one comes only with a newer records file
_ID_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32
HEADER_BYTES = len(_MAGIC) + _ID_BYTES + _NONCE_BYTES + _KEY_BYTES + _TAG
SEALED_CHUNK = CHUNK + _TAG

_T = TypeVar("_T")


@dataclass(frozen=True, repr=False, eq=False)
class Sealing:
    """One file's id and own key."""

    file_id: bytes
    key: bytes

    def seal(self, block: bytes, number: int, *, last: bool) -> bytes:
        """A chunk of content, sealed in its place."""
        return AESGCM(self.key).encrypt(_chunk_nonce(number), block, self._place(number, last=last))

    def open(self, sealed: bytes, number: int, *, last: bool) -> bytes:
        """The content of a chunk. Raises InvalidTag if it is altered or out of its place."""
        return AESGCM(self.key).decrypt(_chunk_nonce(number), sealed, self._place(number, last=last))

    def _place(self, number: int, *, last: bool) -> bytes:
        return self.file_id + number.to_bytes(8, "big") + (b"\x01" if last else b"\x00")


def new_sealing() -> Sealing:
    """A fresh id and key for one file."""
    return Sealing(secrets.token_bytes(_ID_BYTES), secrets.token_bytes(_KEY_BYTES))


def wrapped_header(sealing: Sealing, attachments_key: bytes, name: str) -> bytes:
    """The header: the file's key wrapped under the desk's, tied to the name the file goes by."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    wrapped = AESGCM(attachments_key).encrypt(nonce, sealing.key, _MAGIC + sealing.file_id + name.encode())
    return _MAGIC + sealing.file_id + nonce + wrapped


def opened_header(header: bytes, attachments_key: bytes, name: str) -> Sealing:
    """The file's id and key. Raises InvalidTag or ValueError if the header is altered or another file's."""
    if len(header) != HEADER_BYTES or not header.startswith(_MAGIC):
        raise ValueError("no header")
    file_id, rest = header[8 : 8 + _ID_BYTES], header[8 + _ID_BYTES :]
    nonce, wrapped = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    return Sealing(file_id, AESGCM(attachments_key).decrypt(nonce, wrapped, _MAGIC + file_id + name.encode()))


class OpenedBlob(io.RawIOBase):
    """A sealed file read as its content; wrap it in a BufferedReader. It closes the file with itself."""

    def __init__(self, file: BinaryIO, name: str, attachments_key: bytes) -> None:
        super().__init__()
        self._file, self._name = file, name
        self._position = 0
        self._held: tuple[int, bytes] = (-1, b"")
        header = file.read(HEADER_BYTES)
        self._sealing = self._sound(lambda: opened_header(header, attachments_key, name))
        sealed = file.seek(0, os.SEEK_END) - HEADER_BYTES
        self._last = max(0, -(-sealed // SEALED_CHUNK) - 1)
        self._size = sealed - (self._last + 1) * _TAG
        self._chunk(self._last)  # proves that nothing was cut off

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always: each chunk stands by itself."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Moves within the content and gives the new position."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fills the buffer with what is left of one chunk, at most."""
        view = memoryview(buffer).cast("B")
        if self._position >= self._size or not view:
            return 0
        number, start = divmod(self._position, CHUNK)
        piece = self._chunk(number)[start : start + len(view)]
        view[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        """Closes the file below too."""
        self._file.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(HEADER_BYTES + number * SEALED_CHUNK)
            sealed = self._file.read(SEALED_CHUNK)
            last = number == self._last
            self._held = (number, self._sound(lambda: self._sealing.open(sealed, number, last=last)))
        return self._held[1]

    def _sound(self, opened: Callable[[], _T]) -> _T:
        try:
            return opened()
        except (InvalidTag, ValueError):
            raise DamagedAttachmentError(self._name) from None


def _chunk_nonce(number: int) -> bytes:
    return number.to_bytes(_NONCE_BYTES, "big")
