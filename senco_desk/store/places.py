"""Where a desk lies: on this computer's own drive, on a network's, or in a folder that a cloud program copies away.

SQLite's log needs a drive that one computer alone writes to, and a cloud program puts single files back or makes copies
under other names. Nothing is forbidden here: the person is told before a desk is made or opened in such a place.
Each operating system is asked in one function, and what it answers is read in another, which every system can test.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_NETWORK_KINDS = frozenset(
    {"cifs", "smb3", "smbfs", "nfs", "nfs4", "ncpfs", "afs", "afpfs", "webdav", "davfs", "ceph", "glusterfs", "lustre"}
    | {"beegfs", "fuse.glusterfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.gvfsd-fuse"}
)
_FOLDERS = {
    "OneDrive": re.compile(r"onedrive( - .+)?", re.IGNORECASE),
    "Dropbox": re.compile(r"dropbox( \(.+\))?", re.IGNORECASE),
    "Google Drive": re.compile(r"google ?drive|my drive", re.IGNORECASE),
    "iCloud": re.compile(r"icloud ?drive|mobile documents", re.IGNORECASE),
    "Nextcloud": re.compile(r"nextcloud\d*|owncloud", re.IGNORECASE),
    "Box": re.compile(r"box sync", re.IGNORECASE),
}
_MAC_FOLDER = "CloudStorage"  # ~/Library/CloudStorage/OneDrive-School: where macOS keeps what such programs bring
_MAC_LOCAL = 0x1000  # MNT_LOCAL of <sys/mount.h>
_WINDOWS_REMOTE = 4  # DRIVE_REMOTE of GetDriveTypeW
_RECALLED = 0x00040000 | 0x00400000  # FILE_ATTRIBUTE_RECALL_ON_OPEN, _ON_DATA_ACCESS: the file is not here yet


@dataclass(frozen=True)
class Place:
    """What kind of place a folder is.

    Attributes:
        network: it lies on another computer, or on a drive that is reached like one.
        cloud: the program that copies it away, by its name; empty if none is known to.
    """

    network: bool = False
    cloud: str = ""


def place_of(folder: Path, *, environ: Mapping[str, str] = os.environ, home: Path | None = None) -> Place:
    """The kind of place of a folder, there already or to be made. In doubt, this computer's own drive.

    Args:
        folder: the desk's folder.
        environ: the environment, in which OneDrive names its folders.
        home: the account's home folder, in which Dropbox names its folder; the real one if None.
    """
    whole = Path(os.path.realpath(folder))
    there = next((each for each in (whole, *whole.parents) if each.exists()), whole)
    roots = cloud_roots(environ, _home() if home is None else home)
    cloud = cloud_of_names(whole.parts) or next((name for root, name in roots if whole.is_relative_to(root)), "")
    return Place(_is_on_network(there), cloud or _recalled(there))


def cloud_of_names(parts: Sequence[str]) -> str:
    """The cloud program that a path's folder names give away; empty if none does."""
    for before, part in zip(["", *parts], parts, strict=False):
        name = part.partition("-")[0] if before == _MAC_FOLDER else part
        for program, pattern in _FOLDERS.items():
            if pattern.fullmatch(name):
                return program
        if before == _MAC_FOLDER:
            return name
    return ""


def cloud_roots(environ: Mapping[str, str], home: Path | None) -> list[tuple[Path, str]]:
    """The folders that cloud programs on this computer say are theirs, each with the program's name."""
    names = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
    found = [(Path(environ[name]), "OneDrive") for name in names if environ.get(name)]
    bases = [Path(environ[name]) / "Dropbox" for name in ("APPDATA", "LOCALAPPDATA") if environ.get(name)]
    bases += [home / ".dropbox"] if home else []
    for base in bases:
        try:
            accounts = json.loads((base / "info.json").read_text(encoding="utf-8"))
            found += [(Path(str(each["path"])), "Dropbox") for each in accounts.values()]
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue  # not installed, or a file of another form: then its folder's name must do
    return found


def is_network_mount(path: str, mounts: str) -> bool:
    """Whether a path lies on a network's drive, given the text of Linux's /proc/self/mounts."""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[1])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):  # of two at one point the later lies on top
            best, kind = point, fields[2]
    return kind in _NETWORK_KINDS


def is_network_share(path: str) -> bool:
    """Whether a Windows path names a share by itself, as two strokes and a server do, in its short or long form."""
    plain = path.replace("/", "\\")
    if plain.upper().startswith("\\\\?\\"):
        return plain.upper().startswith("\\\\?\\UNC\\")
    return plain.startswith("\\\\") and not plain.startswith("\\\\.\\")


def is_network_statfs(answer: bytes) -> bool:
    """Whether macOS's `struct statfs` (64-bit inodes) tells of a drive that is not of this computer."""
    return not int.from_bytes(answer[64:68], sys.byteorder) & _MAC_LOCAL


def _is_on_network(path: Path) -> bool:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  only here

        drive = os.path.splitdrive(path)[0]
        return is_network_share(str(path)) or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _WINDOWS_REMOTE
    if sys.platform == "darwin":
        import ctypes  # noqa: PLC0415  only here

        library, answer = ctypes.CDLL(None), ctypes.create_string_buffer(4096)
        asking = getattr(library, "statfs$INODE64", None) or library.statfs
        return asking(os.fsencode(path), answer) == 0 and is_network_statfs(answer.raw)
    try:
        return is_network_mount(str(path), Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return False


def _recalled(path: Path) -> str:
    """A cloud folder of an unknown program: Windows marks what would be fetched when it is read."""
    try:
        marks = getattr(path.stat(), "st_file_attributes", 0)
    except OSError:
        return ""
    return "a cloud program" if marks & _RECALLED else ""


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None
