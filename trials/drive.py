"""What a drive holds after the power went: played from a recording of everything that was asked of it.

A drive promises only what was flushed. Bytes written since a file's last flush may be there, not there, or there in
some of their sectors of 512 bytes; names made, moved or removed since the last flush may have happened or not. Two
kinds of drive are played: one that keeps changes of names in their order and keeps all earlier ones at any flush
(ext4, NTFS, APFS as they are usually set), and a looser one on which each change of a name is on its own until its
folder, or the file that got the name, was flushed.
"""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

SECTOR = 512
_HEAD = struct.Struct("<cIIQQ")


@dataclass(frozen=True)
class Event:
    """One thing asked of the drive."""

    kind: str
    file: int
    flags: int
    offset: int
    payload: bytes


def read_events(path: Path) -> Iterator[Event]:
    """The recording, in order."""
    content = path.read_bytes()
    at = 0
    while at + _HEAD.size <= len(content):
        kind, file, flags, offset, length = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        yield Event(kind.decode(), file, flags, offset, content[at : at + length])
        at += length


@dataclass(eq=False)
class Inode:
    """A file's bytes: those the drive has promised, and what was asked since its last flush."""

    folder: bool = False
    promised: bytearray = field(default_factory=bytearray)
    since: list[tuple[str, int, bytes]] = field(default_factory=list)

    def flush(self) -> None:
        """The drive promises everything so far."""
        for kind, offset, payload in self.since:
            _apply(self.promised, kind, offset, payload)
        self.since.clear()

    def after_cut(self, chance: random.Random, keep: float) -> bytes:
        """The bytes as the power cut may leave them: each unpromised write kept with this probability, or torn."""
        found = bytearray(self.promised)
        for kind, offset, payload in self.since:
            if chance.random() >= keep:
                continue
            if kind == "w" and len(payload) > SECTOR and chance.random() < 0.4:
                for start in range(0, len(payload), SECTOR):
                    if chance.random() < 0.5:
                        _apply(found, "w", offset + start, payload[start : start + SECTOR])
            else:
                _apply(found, kind, offset, payload)
        return bytes(found)


@dataclass(frozen=True, eq=False)
class _Named:
    """A change of names that the drive has not promised yet."""

    kind: str
    path: str
    to: str
    inode: Inode | None


class Drive:
    """Plays a recording up to any event, and answers what would be found there after a cut."""

    def __init__(self, root: str, *, loose: bool) -> None:
        self._root, self._loose = root, loose
        self._names: dict[str, Inode] = {root: Inode(folder=True)}
        self._promised: dict[str, Inode] = dict(self._names)
        self._changes: list[_Named] = []
        self._open: dict[int, Inode] = {}
        self._where: dict[int, str] = {}

    def play(self, event: Event) -> None:
        """One more event."""
        inode = self._open.get(event.file)
        if event.kind == "o":
            self._opened(event)
        elif event.kind in "wt" and inode is not None:
            inode.since.append((event.kind, event.offset, event.payload))
        elif event.kind == "s" and inode is not None:
            self._flush(inode, self._where[event.file])
        elif event.kind == "m":
            self._change(_Named("make", event.payload.decode(), "", Inode(folder=True)))
        elif event.kind == "u":
            self._change(_Named("remove", event.payload.decode(), "", None))
        elif event.kind == "r":
            old, _, new = event.payload.decode().partition("\0")
            self._change(_Named("move", old, new, self._names.get(old)))
        elif event.kind == "c":
            self._open.pop(event.file, None)

    def after_cut(self, chance: random.Random) -> dict[str, bytes | None]:
        """What may be found: each path with its bytes, or None for a folder."""
        keep = chance.choice((0.0, 0.3, 0.5, 0.8, 1.0))
        names = dict(self._promised)
        if self._loose:
            kept = [change for change in self._changes if chance.random() < keep]
        else:
            kept = self._changes[: chance.randint(0, len(self._changes))]
        for change in kept:
            _rename(names, change)
        contents: dict[int, bytes] = {}
        found: dict[str, bytes | None] = {}
        for path, inode in sorted(names.items()):
            parents = [str(parent) for parent in PurePosixPath(path).parents]
            if (
                path != self._root
                and self._root in parents
                and all(parent in names for parent in parents[: parents.index(self._root)])
            ):
                if inode.folder:
                    found[path] = None
                else:
                    if id(inode) not in contents:
                        contents[id(inode)] = inode.after_cut(chance, keep)
                    found[path] = contents[id(inode)]
        return found

    def _opened(self, event: Event) -> None:
        path = event.payload.decode()
        inode = self._names.get(path)
        if inode is None:
            inode = Inode(folder=bool(event.flags & os.O_DIRECTORY))
            self._change(_Named("make", path, "", inode))
        elif event.flags & os.O_TRUNC:
            inode.since.append(("t", 0, b""))
        self._open[event.file] = inode
        self._where[event.file] = path

    def _change(self, change: _Named) -> None:
        _rename(self._names, change)
        self._changes.append(change)

    def _flush(self, inode: Inode, path: str) -> None:
        inode.flush()
        left = []
        for change in self._changes:
            own = change.inode is inode and change.kind == "make"
            inside = inode.folder and path in {_parent(change.path), _parent(change.to)}
            if own or inside or not self._loose:
                _rename(self._promised, change)
            else:
                left.append(change)
        self._changes = left


def lay_out(found: dict[str, bytes | None], root: str, to: Path) -> None:
    """Writes what was found into a real folder."""
    to.mkdir(parents=True)
    for path, content in sorted(found.items()):
        target = to / PurePosixPath(path).relative_to(root)
        if content is None:
            target.mkdir(exist_ok=True)
        elif not path.endswith("-shm"):  # an index in memory; after a cut it is rebuilt
            target.write_bytes(content)


def _rename(names: dict[str, Inode], change: _Named) -> None:
    if change.kind == "make" and change.inode is not None:
        names[change.path] = change.inode
    elif change.kind == "remove":
        names.pop(change.path, None)
    elif change.kind == "move" and change.path in names:
        below = change.path + "/"
        for path in [path for path in names if path == change.path or path.startswith(below)]:
            names[change.to + path[len(change.path) :]] = names.pop(path)


def _parent(path: str) -> str:
    return str(PurePosixPath(path).parent) if path else ""


def _apply(content: bytearray, kind: str, offset: int, payload: bytes) -> None:
    if kind == "t":
        if offset < len(content):
            del content[offset:]
        else:
            content.extend(bytes(offset - len(content)))
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(payload)] = payload
