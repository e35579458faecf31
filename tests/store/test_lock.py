"""Two programs never have one desk open, and a crash never shuts anybody out."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from senco_desk.domain.problems import TroubleError
from senco_desk.store import lock
from senco_desk.store.errors import DeskLockedError
from senco_desk.store.lock import FILE, Owner, is_running, owner_of, take

ME = Owner("s.clarke", "OFFICE-PC", os.getpid(), datetime(2026, 9, 3, 8, 5, tzinfo=UTC))


@pytest.fixture
def dead_pid() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def leave_behind(folder: Path, owner: Owner) -> None:
    """The file as a killed program leaves it: the words are there, the system's lock is not."""
    held = take(folder, owner)
    words = (folder / FILE).read_bytes()
    held.release()
    (folder / FILE).write_bytes(words)


def test_the_second_is_told_who_where_and_since_when(tmp_path: Path) -> None:
    with take(tmp_path, ME):
        assert owner_of(tmp_path) == ME
        with pytest.raises(DeskLockedError) as told:
            take(tmp_path, ME)
        with pytest.raises(DeskLockedError):
            take(tmp_path, ME, anyway=True)
    assert "by s.clarke on OFFICE-PC since 08:05 on 3 September 2026" in told.value.happened
    assert list(tmp_path.iterdir()) == []
    take(tmp_path, ME).release()


def test_a_program_in_another_process_is_seen_and_its_death_frees_the_desk(tmp_path: Path) -> None:
    holding = (
        "import sys, os; from pathlib import Path; from datetime import datetime; "
        "from senco_desk.store.lock import Owner, take; "
        "held = take(Path(sys.argv[1]), Owner('s.clarke', 'OFFICE-PC', os.getpid(), datetime(2026, 9, 3))); "
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(DeskLockedError):
            take(tmp_path, ME, anyway=True)
        other.kill()
        other.wait()
    assert owner_of(tmp_path) is not None  # left behind
    with take(tmp_path, ME):
        assert owner_of(tmp_path) == ME


def test_a_lock_left_behind_is_taken_over_even_if_its_number_lives_again(tmp_path: Path) -> None:
    leave_behind(tmp_path, replace(ME, pid=1))  # process 1 always lives
    with take(tmp_path, ME):
        assert owner_of(tmp_path) == ME


def test_a_lock_from_another_computer_is_only_taken_over_when_asked(tmp_path: Path, dead_pid: int) -> None:
    leave_behind(tmp_path, replace(ME, where="HOME-LAPTOP", pid=dead_pid))
    with pytest.raises(DeskLockedError, match=r"HOME-LAPTOP.*take the desk over") as told:
        take(tmp_path, ME)
    assert told.value.elsewhere
    assert owner_of(tmp_path) is not None
    with take(tmp_path, ME, anyway=True):
        assert owner_of(tmp_path) == ME


@pytest.mark.parametrize(
    "words", [b"", b"{", b"[]", b'{"who": 1}', b"\xff\xfe", b'{"who":"","where":"","pid":1,"since":"x"}']
)
def test_garbled_words_shut_nobody_out(tmp_path: Path, words: bytes) -> None:
    (tmp_path / FILE).write_bytes(words)
    with take(tmp_path, ME):
        assert owner_of(tmp_path) == ME


def test_on_a_drive_without_locks_the_process_number_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dead_pid: int
) -> None:
    monkeypatch.setattr(lock, "_try_system_lock", lambda _descriptor: None)
    with take(tmp_path, ME), pytest.raises(DeskLockedError):
        take(tmp_path, ME)
    leave_behind(tmp_path, replace(ME, pid=dead_pid))
    take(tmp_path, ME).release()


def test_a_full_drive_still_lets_the_desk_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(lock.os, "write", full)
    with take(tmp_path, ME), pytest.raises(DeskLockedError):
        take(tmp_path, ME)


def test_releasing_twice_frees_nobody_elses_desk(tmp_path: Path) -> None:
    first = take(tmp_path, ME)
    first.release()
    with take(tmp_path, ME):
        first.release()
        with pytest.raises(DeskLockedError):
            take(tmp_path, ME)


def test_who_lives(dead_pid: int) -> None:
    assert is_running(os.getpid())
    assert not is_running(dead_pid)
    assert not is_running(0)
    assert not is_running(-1)


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="this system cannot refuse a link on opening")
def test_a_link_in_the_lock_s_place_never_empties_what_it_leads_to(tmp_path: Path) -> None:
    precious = tmp_path / "thesis.txt"
    precious.write_text("years of work")
    (tmp_path / FILE).symlink_to(precious)
    with pytest.raises(TroubleError):
        take(tmp_path, ME)
    assert precious.read_text() == "years of work"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such inherited lock")
def test_a_lock_that_the_helper_of_a_killed_program_still_holds_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = lock.take(tmp_path, ME)
    monkeypatch.setattr(lock, "is_running", lambda _pid: False)
    waited: list[float] = []

    def lets_go(_event: object, seconds: float) -> bool:
        waited.append(seconds)
        held.release()
        return False

    monkeypatch.setattr(lock.threading.Event, "wait", lets_go)
    lock.take(tmp_path, ME).release()
    assert len(waited) == 1
