"""What the kernel refuses the helper process, tried from below Python, where an audit hook sees nothing."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from senco_desk.app import kernel_refusals
from senco_desk.machine.contained import Helper, StoppedError
from tests.house.sources import ROOT

_TRY = """
import ctypes, sys
sys.path.insert(0, sys.argv[1])
from senco_desk.app import ceilings, kernel_refusals
libc = ctypes.CDLL(None, use_errno=True)
place = kernel_refusals._PROCESSORS[__import__("os").uname().machine][1]
before = [libc.socket(2, 1, 0) >= 0, libc.socketpair(1, 1, 0, (ctypes.c_int * 2)()) == 0]
ceilings.hold(400 << 20, 77)
said = []
for name in kernel_refusals.REACHING_OUT:
    ctypes.set_errno(0)
    answer = libc.syscall(kernel_refusals._NUMBERS[name][place], -1, -1, -1, -1, -1, -1)
    said.append((name, answer, ctypes.get_errno()))
for family in range(46):
    ctypes.set_errno(0)
    said.append((family, libc.socket(family, 1, 0), ctypes.get_errno()))
if place == 0:
    ctypes.set_errno(0)
    said.append(("counted again", libc.syscall(0x40000000 | 41, 2, 1, 0), ctypes.get_errno()))
print(before, said)
"""


@pytest.fixture(scope="module", autouse=True)
def _filters() -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux has such a filter")
    held = "import sys; sys.path.insert(0, sys.argv[1]); from senco_desk.app import kernel_refusals as k"
    done = subprocess.run([sys.executable, "-c", f"{held}; sys.exit(not k.refuse())", str(ROOT)], check=False)
    if done.returncode:
        pytest.skip("this kernel, or the box around it, lets nobody forbid calls")


def test_a_process_held_to_reading_has_no_way_to_a_network_or_another_program() -> None:
    done = subprocess.run([sys.executable, "-c", _TRY, str(ROOT)], capture_output=True, text=True, check=True)
    before, said = eval(done.stdout.replace("] [", "], [", 1))
    assert before == [True, True]
    assert [each for each in said if each[1:] != (-1, errno.EPERM)] == []


def test_the_helper_is_under_the_filter_and_gets_no_more_rights() -> None:
    helper = Helper()
    try:
        with pytest.raises(StoppedError):
            helper.ask("no such reading", {})
        status = Path(f"/proc/{helper.running}/status").read_text("ascii").splitlines()
        assert "Seccomp:\t2" in status
        assert "NoNewPrivs:\t1" in status
    finally:
        helper.close()


def test_a_filter_may_end_the_process_and_leave_local_sockets() -> None:
    line = (
        "import socket, sys; sys.path.insert(0, sys.argv[1]); from senco_desk.app.kernel_refusals import *;"
        "assert refuse(SOCKETS, kill=True, local=True); socket.socket(socket.AF_UNIX); socket.socket()"
    )
    done = subprocess.run([sys.executable, "-c", line, str(ROOT)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGSYS, "")


def test_where_there_is_no_filter_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_refusals, "_PROCESSORS", {})
    assert kernel_refusals.refuse() is False


def test_the_program_hides_its_memory_from_other_programs() -> None:
    line = (
        "import ctypes, sys; sys.path.insert(0, sys.argv.pop(1)); from senco_desk.__main__ import main;"
        "main(); print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", line, str(ROOT), "dates", "review", "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "0"
