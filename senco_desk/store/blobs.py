"""Attachments: files beside the records, each sealed under a key of its own and named by its content.

They are kept out of the database so that its daily backup stays small and a large letter is read as a
stream. The name is a keyed hash: the same document is kept once, yet nobody without the desk's keys can
confirm that a known document is among them.

A file is a header (the file's own key, wrapped under the desk's attachment key and tied to the file's
name) and chunks of 1 MiB, each sealed with AES-256-GCM and tied to the file's id, its place and whether
it is the last. So a flipped bit, a swapped or missing chunk, a shortened file and a file renamed to
another all fail to open. When keys are changed only the header is written anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Literal

from cryptography.exceptions import InvalidTag

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.machine.drive import keep, keep_folder
from senco_desk.store.blob_form import CHUNK, HEADER_BYTES, OpenedBlob, new_sealing, opened_header, wrapped_header
from senco_desk.store.errors import DamagedAttachmentError, MissingAttachmentError
from senco_desk.store.files import UNFINISHED, NoFileError, leads_elsewhere, new_part, open_file, telling_file_troubles
from senco_desk.store.keys import Keys

LARGEST = 100 * 1024 * 1024
BlobState = Literal["ok", "damaged", "missing"]
_NAME = re.compile(r"[0-9a-f]{64}")
_NEW = "attachment"
_UNFINISHED = re.compile(rf"\.{_NEW}\.[0-9a-f]+{re.escape(UNFINISHED)}")


@dataclass(frozen=True)
class StoredBlob:
    """A kept attachment: the name to keep in its record, its content's SHA-256 (hex) and size in bytes."""

    name: str
    sha256: str
    size: int


class Blobs:
    """The attachments in one folder, under one desk's keys."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self.folder = folder
        self._keys = keys

    def put(self, source: BinaryIO | Path, *, at_most: int = LARGEST) -> StoredBlob:
        """Keeps a document, read as a stream; when this returns, the drive holds it.

        Call it before the record that names it is committed: a crash in between leaves an orphan to be
        swept, never a record without its document. The same content is kept once. Refuses a document of
        more than `at_most` bytes; raises DiskFullError and its kin.
        """
        self._refuse_elsewhere()
        with telling_file_troubles(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not isinstance(source, Path):
                return self._put(source, at_most)
            with telling_file_troubles(source):  # the trouble is with the person's file, not with the desk
                file = open_file(source)
            with file:
                return self._put(file, at_most)

    def read(self, name: str) -> bytes:
        """The whole document. Raises MissingAttachmentError or DamagedAttachmentError."""
        with self.open_read(name) as stream:
            return stream.read()

    def open_read(self, name: str) -> BinaryIO:
        """The document as a stream that can be read and sought; each chunk is proved as it is reached.

        The last chunk is proved at once, so that a shortened file fails here. Raises
        MissingAttachmentError or DamagedAttachmentError, the latter also later, while reading.
        """
        path = self._path(name)
        with telling_file_troubles(path):
            try:
                file = open_file(path)
            except FileNotFoundError:
                raise MissingAttachmentError(name) from None
            except NoFileError:
                raise DamagedAttachmentError(name) from None
        try:
            return io.BufferedReader(OpenedBlob(file, name, self._keys.attachments), CHUNK)
        except BaseException:
            file.close()
            raise

    def check(self, name: str) -> BlobState:
        """Reads the whole document and says whether it is what its name says, damaged, or missing."""
        digest = self._name_hash()
        try:
            with self.open_read(name) as stream:
                while block := stream.read(CHUNK):
                    digest.update(block)
        except MissingAttachmentError:
            return "missing"
        except DamagedAttachmentError:
            return "damaged"
        return "ok" if hmac.compare_digest(digest.hexdigest(), name) else "damaged"

    def names(self) -> Iterator[str]:
        """The names of all kept documents, known to the records or not."""
        with telling_file_troubles(self.folder):
            if self.folder.is_dir():
                yield from sorted(path.name for path in self.folder.iterdir() if _NAME.fullmatch(path.name))

    def orphans(self, known: Iterable[str]) -> tuple[str, ...]:
        """Documents that no record names, given all the names the records hold (the journal's too).

        None where the folder leads to another place: what lies there is somebody else's.
        """
        if leads_elsewhere(self.folder):
            return ()
        wanted = frozenset(known)
        return tuple(name for name in self.names() if name not in wanted)

    def kept_on(self, name: str) -> datetime | None:
        """When a document's file was written, or None where it is not there."""
        path = self._path(name)
        with telling_file_troubles(path):
            try:
                return datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:
                return None

    def remove(self, name: str) -> None:
        """Removes a document for good. One that is not there is no error."""
        self._refuse_elsewhere()
        path = self._path(name)
        with telling_file_troubles(path):
            path.unlink(missing_ok=True)
            if self.folder.is_dir():
                keep_folder(self.folder)

    def copy_rewrapped(self, name: str, folder: Path, keys: Keys) -> None:
        """Copies a document's file into another folder, for a desk with other keys: only its header is made anew.

        On return the drive holds it. The keys must name attachments as these do. Raises MissingAttachmentError, or
        DamagedAttachmentError where the header does not open; the content is copied as it lies.
        """
        path = self._path(name)
        try:
            file = open_file(path)
        except FileNotFoundError:
            raise MissingAttachmentError(name) from None
        except NoFileError:
            raise DamagedAttachmentError(name) from None
        with file:
            try:
                sealing = opened_header(file.read(HEADER_BYTES), self._keys.attachments, name)
            except (InvalidTag, ValueError):
                raise DamagedAttachmentError(name) from None
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(folder / name, flags, 0o600), "wb") as new:
                new.write(wrapped_header(sealing, keys.attachments, name))
                shutil.copyfileobj(file, new, CHUNK)
                new.flush()
                keep(new.fileno())

    def sweep_unfinished(self) -> int:
        """Removes what a crash in the middle of `put` left behind; call it once on opening. Says how many."""
        if leads_elsewhere(self.folder):
            return 0
        with telling_file_troubles(self.folder):
            there = self.folder.iterdir() if self.folder.is_dir() else ()
            left = [path for path in there if _UNFINISHED.fullmatch(path.name)]
            for path in left:
                path.unlink(missing_ok=True)
        return len(left)

    def _refuse_elsewhere(self) -> None:
        if leads_elsewhere(self.folder):
            raise TroubleError(
                "The folder of this desk’s attachments leads to another place, so nothing is written or removed there.",
                "Your records are as they were.",
                f"Put the folder “{self.folder.name}” itself back into the desk’s folder, with the files that were in"
                " it, or restore a backup.",
            )

    def _put(self, source: BinaryIO, at_most: int) -> StoredBlob:
        part = new_part(self.folder / _NEW)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                stored = self._seal(source, file, at_most)
                file.flush()
                keep(file.fileno())
            # The same content may lie there already, sound or damaged; only a sound one is left.
            if self.check(stored.name) != "ok":
                part.replace(self._path(stored.name))
                keep_folder(self.folder)
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        return stored

    def _seal(self, source: BinaryIO, file: BinaryIO, at_most: int) -> StoredBlob:
        sealing = new_sealing()
        keyed, plain, size, number = self._name_hash(), hashlib.sha256(), 0, 0
        file.write(bytes(HEADER_BYTES))  # its place; it needs the name, which needs the whole content
        block = _full_read(source)
        while True:
            following = _full_read(source) if len(block) == CHUNK else b""
            size += len(block)
            if size > at_most:
                raise RefusedError(
                    f"This document is larger than {at_most // (1024 * 1024)} MB. Save a smaller copy and attach that."
                )
            keyed.update(block)
            plain.update(block)
            file.write(sealing.seal(block, number, last=not following))
            if not following:
                break
            block, number = following, number + 1
        name = keyed.hexdigest()
        file.seek(0)
        file.write(wrapped_header(sealing, self._keys.attachments, name))
        return StoredBlob(name, plain.hexdigest(), size)

    def _name_hash(self) -> hmac.HMAC:
        return hmac.new(self._keys.attachment_names, digestmod=hashlib.sha256)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("That is no attachment's name.")
        return self.folder / name


def _full_read(source: BinaryIO) -> bytes:
    """A whole chunk, even from a source that gives less at a time; shorter only at its end."""
    parts: list[bytes] = []
    wanted = CHUNK
    while wanted and (part := source.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)
