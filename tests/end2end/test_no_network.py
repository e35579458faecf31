"""The whole program at work with sockets forbidden by the kernel, for its own process and every one it starts.

A filter is put on before Python starts: whoever asks for a socket that is not one between programs of this machine is
killed on the spot, also where the code would have swallowed a refusal, also in the helper process and in Qt.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from senco_desk.app.kernel_refusals import SOCKETS, refuse
from senco_desk.domain.school import SchoolDraft
from senco_desk.services import desks
from tests.builders import PASSPHRASE
from tests.house.sources import ROOT
from tests.papers import a_picture, a_text_pdf


def _forbidding() -> None:
    """Runs between fork and exec, and holds for everything that comes after, with no way back."""
    if not refuse(SOCKETS, kill=True, local=True):
        raise OSError("no filter")


def without_network(
    *command: str, environ: dict[str, str], cwd: Path = ROOT, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs Python with sockets forbidden."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        env={key: value for key, value in os.environ.items() if not key.startswith("SENCO_DESK")} | environ,
        cwd=cwd,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
        preexec_fn=_forbidding,
    )


@pytest.fixture(scope="module", autouse=True)
def _filters() -> None:
    if sys.platform != "linux":
        pytest.skip("sockets can be forbidden for a tree of processes on Linux alone")
    try:
        subprocess.run([sys.executable, "-c", ""], preexec_fn=_forbidding, check=True)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("this kernel, or the box around it, lets nobody forbid calls")


_SWALLOWED = """
import socket
there = ("192.0.2.1", 80)
for reach in (lambda: socket.getaddrinfo("example.invalid", 80), lambda: socket.create_connection(there, 1)):
    try:
        reach()
    except OSError:
        pass
"""
_CHILD = """
import os, subprocess, sys
done = subprocess.run([sys.executable, "-c", "import socket; socket.socket()"])
os.kill(os.getpid(), -done.returncode)
"""


@pytest.mark.parametrize(
    "line",
    ["import socket; socket.socket()", _SWALLOWED, _CHILD],
    ids=["plainly", "swallowed", "in a process of its own"],
)
def test_whoever_reaches_out_is_killed(line: str) -> None:
    """The control: a filter that kills nobody would prove nothing."""
    assert without_network("-c", line, environ={}).returncode == -signal.SIGSYS


def test_sockets_between_programs_of_this_machine_stay(tmp_path: Path) -> None:
    line = "import socket; socket.socketpair(); socket.socket(socket.AF_UNIX).bind('x')"
    assert without_network("-c", line, environ={}, cwd=tmp_path).returncode == 0


PAPERS = ("register.xlsx", "register.pdf", "pack.pdf", "copy.sencodesk", "trail.csv")


def test_the_commands_work_without_a_network(tmp_path: Path) -> None:
    """A school made, a roll read, a child put on the register, papers read by the helper, a pack, a backup, checks."""
    home = tmp_path / "home"
    home.mkdir()
    desk = tmp_path / "school.sencodesk"
    environ = {"SENCO_DESK": str(desk), "SENCO_DESK_PASSPHRASE": PASSPHRASE, "HOME": str(home)}
    _write_papers(tmp_path)
    _make_desk(desk)
    upn = "Y887999920000"
    for typed in (
        ("new", str(tmp_path / "another.sencodesk"), "--school", "Riverbank", "--authority", "medway"),
        ("import", "roll", "roll.csv"),
        ("status", "--pupil", upn, "--to", "K", "--from", "2026-11-02", "--reason", "Talked over", "--need", "SLCN"),
        ("attach", "--pupil", upn, "letter.pdf", "drawing.png"),
        ("note", "--pupil", upn, "-"),
        ("register", "--out", "register.xlsx"),
        ("register", "--out", "register.pdf"),
        ("spend",),
        ("pack", "--pupil", upn, "--out", "pack.pdf", "--names-checked"),
        ("backup", "--to", "copy.sencodesk"),
        ("verify",),
        ("trail", "--out", "trail.csv"),
        ("undo",),
        ("--help",),
    ):
        done = _command(typed, environ, tmp_path)
        assert done.returncode == 0, (typed, done.returncode, done.stdout, done.stderr)
    assert (tmp_path / "pack.pdf").read_bytes().startswith(b"%PDF")
    assert [name for name in PAPERS if not (tmp_path / name).exists()] == []
    assert (tmp_path / "another.sencodesk" / "desk.db").exists()


def _make_desk(place: Path) -> None:
    """A desk that is as cheap to unlock as the program will have it: each command unlocks it anew."""
    school = SchoolDraft(name="Riverbank", authority_id="medway")
    now = datetime.now(UTC)
    made, _ = desks.create(place, PASSPHRASE, school, day=now.date, clock=lambda: now, kdf=desks.FLOOR)
    made.close()


_WINDOW = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from tests.builders import Clock, a_cycle, a_desk, a_pupil, a_status
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.pages import Place
folder = Path(sys.argv[2])
app = QApplication([])
desk = a_desk(folder)
child = a_pupil(desk)
a_status(desk, child)
a_cycle(desk, child)
settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
opened = OpenDesk(desk, desk.store.folder, settings=settings, theme=None, clock=Clock())
opened.window.show()
opened.resume()
for page in ("today", "register", "provision", "costs", "packs", "reports", "settings", "trail", "import"):
    opened.window.go(Place(page))
    app.processEvents()
for tab in ("overview", "cycles", "provision", "chronology", "documents", "views"):
    opened.window.go(Place("pupil", (child.id, tab)))
    app.processEvents()
for page in ("cycle", "pack"):
    opened.window.go(Place(page, (child.id,)))
    app.processEvents()
for section in ("school", "terms", "staff", "authorities", "people", "safety", "look"):
    opened.window.go(Place("settings", (section,)))
    app.processEvents()
opened.context.actions.run("help.shortcuts")
app.processEvents()
opened.close()
app.processEvents()
loaded = sorted(name for name in sys.modules if name.startswith("PySide6.Qt"))
print("LOADED", *loaded)
"""


def test_the_window_works_without_a_network_and_loads_nothing_of_qt_for_one(tmp_path: Path) -> None:
    environ = {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    done = without_network("-c", _WINDOW, str(ROOT), str(tmp_path), environ=environ)
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.rpartition("LOADED ")[2].split()
    assert "PySide6.QtWidgets" in loaded
    assert not [name for name in loaded if name.startswith(("PySide6.QtNetwork", "PySide6.QtWeb", "PySide6.QtQml"))]


def _command(typed: tuple[str, ...], environ: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    told = environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    note = "Worked with care today.\n" if typed[0] == "note" else ""
    return without_network("-m", "senco_desk", *typed, environ=told, cwd=folder, typed=note)


def _write_papers(folder: Path) -> None:
    (folder / "roll.csv").write_text(
        "UPN,Legal Surname,Legal Forename,DOB,Year Group\nY887999920000,Quill,Zoe,20/04/2017,Year 4\n",
        encoding="utf-8",
    )
    (folder / "letter.pdf").write_bytes(a_text_pdf("A letter about the autumn term"))
    (folder / "drawing.png").write_bytes(a_picture())
