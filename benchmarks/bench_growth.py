"""The register's load, a keystroke in its filter and one in the search, at 1,000, 10,000 and 50,000 pupils.

Everybody is on the register, with a need and a cycle, and has a note. Each line of the table sets the time for each
pupil beside that with fewer pupils in the same run: a ratio of 1 is growth with the work, and the goal allows a
quarter more. The quickest of three rounds is taken, since the sizes are measured one after the other. Loading is
measured through the real page, drawn; the search with the names already read, as it is used.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication

from benchmarks.many_records import a_desk, on_the_worker
from benchmarks.side_by_side import Ratio
from senco_desk.services import finding, register
from senco_desk.services.desk import Desk
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.pages import Place
from senco_desk.ui.theme import Theme

SIZES = (1_000, 10_000, 50_000)
GOAL = 1.25
_ROUNDS = 3
_TYPED = ("gr", "gra", "grace", "khan", "4b", "zofi", "ameila", "reading", "grace support")


def main() -> list[Ratio]:
    """Each size after the other; the figures as they are, then what each pupil costs."""
    app = QApplication.instance() or QApplication(sys.argv)
    took: dict[str, list[float]] = {}
    for pupils in SIZES:
        with tempfile.TemporaryDirectory() as name:
            desk = a_desk(Path(name) / "many.sencodesk", pupils=pupils, notes=pupils, registered=True)
            for what, seconds in _times(app, desk, Path(name)).items():  # type: ignore[arg-type]
                took.setdefault(what, []).append(seconds)
    for what, each in took.items():
        print(f"{what:<24}" + "".join(f"{pupils:>10,}: {seconds * 1000:8.1f} ms"
                                      for pupils, seconds in zip(SIZES, each, strict=True)))  # fmt: skip
    return [
        Ratio(f"{what}, {SIZES[at]:,}", each[at] / SIZES[at] * 1_000, f"{SIZES[at - 1]:,}, for each 1,000",
              each[at - 1] / SIZES[at - 1] * 1_000, goal=GOAL)
        for what, each in took.items()
        for at in range(1, len(SIZES))
    ]  # fmt: skip


def _times(app: QApplication, desk: Desk, folder: Path) -> dict[str, float]:
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    theme = Theme(app, choice="light")
    opened = OpenDesk(desk, folder / "many.sencodesk", settings=settings, theme=theme, clock=lambda: datetime.now(UTC))
    opened.window.resize(1366, 768)
    opened.window.show()
    page: Any = opened.window.go(Place("register"))
    page.reading._money = False  # noqa: SLF001  what support costs comes later, and is measured elsewhere
    _settled(opened)

    def load() -> None:
        shown: list[object] = []
        page.reading.read.connect(shown.append)
        page.reload()
        while not shown:
            app.processEvents()
        app.processEvents()
        page.reading.read.disconnect(shown.append)
        _settled(opened)

    def key(text: str) -> Callable[[], None]:
        def press() -> None:
            page.table.rows.filter(text)
            app.processEvents()

        return press

    def clear() -> None:
        page.table.rows.filter("")
        app.processEvents()

    known = finding.children_of(desk)
    times = {
        "register, read": _read(desk, lambda reader: register.as_at(reader, spend=False)),
        "register, page shown": _quickest(load),
        "filter keystroke": statistics.median(_quickest(key(text), before=clear) for text in _TYPED[:6]),
        "search keystroke": statistics.median(
            _quickest(lambda typed=typed: finding.answer(desk, typed, children=known, each=3))  # type: ignore[misc]
            for typed in _TYPED
        ),
        "names read, once": _read(desk, finding.children_of),
    }
    opened.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return times


def _settled(opened: OpenDesk) -> None:
    """What the page does in the background is over before anything is measured."""
    while opened.work.jobs.running is not None:
        QCoreApplication.processEvents()
        time.sleep(0.01)


def _read(desk: Desk, deed: Callable[[Desk], object]) -> float:
    return min(on_the_worker(desk, deed) for _ in range(_ROUNDS))


def _quickest(deed: Callable[[], object], before: Callable[[], object] = gc.collect) -> float:
    took = []
    for _ in range(_ROUNDS):
        before()
        began = time.perf_counter()
        deed()
        took.append(time.perf_counter() - began)
    return min(took)
