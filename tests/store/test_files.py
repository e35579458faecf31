"""Small files are written whole or not at all, and the system's errors become sentences."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from senco_desk.store import files
from senco_desk.store.errors import DiskFaultError, DiskFullError, NotAllowedError
from senco_desk.store.files import free_space, read_whole, write_whole


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
