"""Small files are written whole or not at all, and the system's errors become sentences."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from senco_desk.store import files
from senco_desk.store.errors import DiskFaultError, DiskFullError, NotAllowedError
from senco_desk.store.files import free_space, read_whole, write_whole
from tests.house.sources import ROOT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "settings.json"
    write_whole(path, b"old")
    return path


def names(path: Path) -> list[str]:
    return sorted(other.name for other in path.parent.iterdir())


def test_the_new_bytes_replace_the_old_and_nothing_is_left_beside_them(path: Path) -> None:
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(path) == [path.name]
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.EACCES, NotAllowedError),
        (errno.EROFS, NotAllowedError),
        (errno.EIO, DiskFaultError),
    ],
)
def test_a_failing_drive_leaves_the_old_bytes_and_no_half_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, trouble: type[Exception]
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files, "keep", fail)
    with pytest.raises(trouble):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(path) == [path.name]


def deny_rename(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_self: Path, _target: Path) -> Path:
        raise PermissionError(errno.EACCES, "held by a sync program")

    monkeypatch.setattr(Path, "replace", denied)


def test_where_a_rename_is_denied_the_file_is_written_in_place(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deny_rename(monkeypatch)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(path) == [path.name]


def test_a_drive_that_fills_while_writing_in_place_leaves_the_old_bytes_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deny_rename(monkeypatch)
    kept, written = files.keep, []

    def full_at_the_third(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) >= 3:  # the new file, the kept copy, then the file itself
            raise OSError(errno.ENOSPC, "No space left on device")
        kept(descriptor)

    monkeypatch.setattr(files, "keep", full_at_the_third)
    with pytest.raises(DiskFullError):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert path.with_name(path.name + files.KEPT).read_bytes() == b"old"


def test_reading_tells_missing_from_impossibly_large(path: Path) -> None:
    assert read_whole(path, at_most=3) == b"old"
    assert read_whole(path, at_most=2) == b""
    assert read_whole(path.with_name("none"), at_most=2) is None


def test_free_space_is_a_number_of_bytes(tmp_path: Path) -> None:
    assert free_space(tmp_path) > 0
    with pytest.raises(DiskFaultError):
        free_space(tmp_path / "nowhere")


def test_a_drive_is_full_only_where_it_refuses_for_want_of_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not files.is_full(tmp_path)
    for number, full in ((errno.ENOSPC, True), (errno.EDQUOT, True), (errno.EIO, False), (errno.EROFS, False)):

        def refuses(*_: object, number: int = number) -> None:
            raise OSError(number, "refused")

        monkeypatch.setattr(files.os, "fsync", refuses)
        assert files.is_full(tmp_path) is full
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such things")
def test_what_is_no_file_never_keeps_us_waiting(tmp_path: Path) -> None:
    """A pipe put in a file's place would otherwise hold the program for ever, before it has shown anything."""
    pipe = tmp_path / "vault.json"
    os.mkfifo(pipe)
    code = (
        "import sys; from pathlib import Path; from senco_desk.store import counted, files, lock;"
        "from senco_desk.domain.problems import TroubleError; from datetime import UTC, datetime;"
        "from senco_desk.store.keys import keys_from; keys = keys_from(b'm' * 32, 'v', 's')\n"
        "pipe = Path(sys.argv[1]); told = [files.read_whole(pipe, at_most=9), files.read_start(pipe, 9)]\n"
        "for name in (lock.FILE, counted.FILE): pipe.rename(pipe.parent / name); pipe = pipe.parent / name\\\n"
        "; told.append(lock.owner_of(pipe.parent)); told.append(counted.read(pipe.parent, keys))\\\n"
        "; told.append(lock.is_held(pipe)); counted.advance(pipe.parent, keys, 3)\n"
        "for deed in (lambda: files.copy_whole(pipe, pipe.parent / 'copy'),\n"
        "             lambda: lock.take(pipe.parent, lock.Owner('a', 'b', 1, datetime.now(UTC)))):\n"
        "    pipe.rename(pipe.parent / lock.FILE); pipe = pipe.parent / lock.FILE\n"
        "    try: deed()\n"
        "    except TroubleError as error: told.append(type(error).__name__)\n"
        "print(told)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(pipe)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=10
    )
    assert done.stderr == ""
    told = [b"", None, None, None, False, None, None, False, "DiskFaultError", "DiskFaultError"]
    assert done.stdout.strip() == str(told)
