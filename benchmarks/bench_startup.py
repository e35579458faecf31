"""How long until the window shows, and until the demo's register can be used, beside a bare window of PySide6.

Each round starts fresh processes in turn: a bare window and the unlock window, five times, each the other way round
than the time before, since they are close and the machine's mood is not; and the whole way to the register, in which
the passphrase is "typed" only once the imports behind the unlock window are done, as a person's typing gives time for.
From the Return key to the register on the screen, less the key derivation alone, is the second figure. The whole way
from the start of the process, without anybody's typing time, is printed for information.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.side_by_side import Ratio

ROUNDS = 7
PAIRS = 5
SHOWN = "import os; os._exit(0)"
"""How both first windows end: at once, since what goes on behind them is not measured."""

BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.show()
app.processEvents()
"""

UNLOCK = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from senco_desk.ui.main import Program, application
from senco_desk.ui.folders import Folders
app = application()
folder = Path(sys.argv[1])
folders = Folders(settings=folder / "settings", demo=folder, desks=folder)
program = Program(app, folder / "demo.sencodesk", day=date.today, clock=lambda: datetime.now(UTC), folders=folders)
program.start()
app.processEvents()
"""

REGISTER = (
    UNLOCK
    + """
import time
from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QTest
while program.warming.going:
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
app.processEvents()
program.unlock.passphrase.setText("demo school")
began = time.perf_counter()
program.unlock.passphrase.returnPressed.emit()
while program.open is None:
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # with a time limit it would spin, not sleep
program.open.context.go("register")
app.processEvents()
shown = time.perf_counter() - began
from senco_desk.services import desks
began = time.perf_counter()
desks.unlock(folder / "demo.sencodesk", "demo school")
print(shown, time.perf_counter() - began, flush=True)
program.open.close()
"""
)


def main() -> list[Ratio]:
    """Measures; the goals are 1.5 times a bare window, and 2.5 times with the key derivation taken off."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run([sys.executable, "-m", "senco_desk", "demo", str(folder)])
        bare, unlock, whole, usable = [], [], [], []
        for number in range(ROUNDS + 1):
            pairs = [_pair(folder, bare_first=bool((number + each) % 2)) for each in range(PAIRS)]
            third, said = _timed(REGISTER, folder)
            shown, derivation = (float(part) for part in said.split())
            if number:  # the first round warms the disk's cache
                bare += [first for first, _second in pairs]
                unlock += [second for _first, second in pairs]
                whole.append(third - 2 * derivation)
                usable.append(shown - derivation)
    against = "bare window"
    return [
        Ratio("unlock window", statistics.median(unlock), against, statistics.median(bare), goal=1.5),
        Ratio("Return to register", statistics.median(usable), against, statistics.median(bare), goal=2.5),
        Ratio("start to register, no typing", statistics.median(whole), against, statistics.median(bare)),
    ]


def _pair(folder: Path, *, bare_first: bool) -> tuple[float, float]:
    """The seconds of a bare window and of the unlock window. The settings are those of a program started before."""
    order = (BARE, UNLOCK) if bare_first else (UNLOCK, BARE)
    took = {script: _timed(script + SHOWN, folder)[0] for script in order}
    return took[BARE], took[UNLOCK]


def _timed(script: str, folder: Path) -> tuple[float, str]:
    began = time.perf_counter()
    said = _run([sys.executable, "-c", script, str(folder)])
    return time.perf_counter() - began, said


def _run(command: list[str]) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # As on a machine where the program is installed: its modules are compiled once, not at each start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
