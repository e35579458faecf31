"""The register at 1,000, 10,000 and 50,000 pupils: read from the desk, shown, filtered, sorted, selected, scrolled.

Goals: at 10,000 rows a line is scrolled within a sixtieth of a second and a keystroke filters within 75 ms; from
10,000 to 50,000 reading and filtering grow no faster than seven times, for five times the work.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from benchmarks.many_records import on_the_worker
from senco_desk.domain.cycles import Cycle
from senco_desk.domain.needs import Need, Status
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.register_filters import Filter, rule_of
from senco_desk.domain.school import SchoolDraft
from senco_desk.services import desks, register, schools
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.kdf import KdfParameters
from senco_desk.ui.register_table import RegisterTable
from senco_desk.ui.theme import Theme

SIZES = (1_000, 10_000, 50_000)
FRAME_MS, KEYSTROKE_MS, GROWTH = 1000 / 60, 75.0, 7.0
_CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
_TODAY = date(2026, 11, 20)
_NAMES = ("Amelia", "Zoë", "Yusuf", "Grace", "Łucja", "Ibrahim", "Niamh", "Kwame", "Priya", "Max")
_TYPED = "ibrahim kh"


def main() -> int:
    """Prints medians in milliseconds for each size; 1 where a goal is missed."""
    app = QApplication.instance() or QApplication(sys.argv)
    Theme(app, choice="light")  # type: ignore[arg-type]
    found: dict[int, dict[str, float]] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            desk = _desk(Path(name), size)
            found[size] = _measured(desk, app)
            desk.close()
    what = list(found[SIZES[0]])
    print(f"{'':<34}" + "".join(f"{size:>12,}" for size in SIZES))
    for each in what:
        print(f"{each:<34}" + "".join(f"{found[size][each]:9.1f} ms" for size in SIZES))
    missed = [each for each in ("a line scrolled", "a line scrolled, sideways") if found[10_000][each] > FRAME_MS]
    missed += ["a keystroke"] if found[10_000]["a keystroke"] > KEYSTROKE_MS else []
    missed += [
        f"{each} grows faster than the work"
        for each in ("read, the register", "read, everybody", "a keystroke", "a filter of a column")
        if found[50_000][each] > GROWTH * found[10_000][each]
    ]
    print(f"Over the goal: {'; '.join(missed)}." if missed else "All goals are met.")
    return 1 if missed else 0


def _desk(folder: Path, size: int) -> Desk:
    """A desk of so many pupils, a sixth of them on the register with a need and a cycle; written past the journal."""
    place = folder / "bench.sencodesk"
    draft = SchoolDraft(name="Bench", authority_id="medway")
    desk, _code = desks.create(
        place, "bench bench bench", draft, day=lambda: _TODAY, clock=_now, kdf=_CHEAP, floor=_CHEAP
    )
    pupils, statuses, needs, cycles = [], [], [], []
    for at in range(size):
        name, other = _NAMES[at % 10], _NAMES[at // 10 % 10]
        pupil = Pupil(
            id=f"p{at:06d}", legal_forename=name, legal_surname=f"Khan{other}{at}", year_group=str(at % 13 + 1),
            class_name=f"{at % 13 + 1}{'ABC'[at % 3]}",
        )  # fmt: skip
        pupils.append(nouns.PUPILS.encode(pupil))
        if at % 6 == 0:
            made = Status(id=f"s{at:06d}", pupil_id=pupil.id, status="K", start=date(2025, 9, 1), reason="Bench")
            statuses.append(nouns.STATUSES.encode(made))
            needs.append(nouns.NEEDS.encode(Need(id=f"n{at:06d}", pupil_id=pupil.id, code="SLCN", rank=1)))
            cycle = Cycle(id=f"c{at:06d}", pupil_id=pupil.id, opened_on=date(2026, 9, 14), review_due=date(2026, 12, 4))
            cycles.append(nouns.CYCLES.encode(cycle))
    with desk.store.change("Bench"):
        for table, images in (("pupil", pupils), ("status", statuses), ("need", needs), ("cycle", cycles)):
            desk.store.insert(table, images)
    return desk


def _measured(desk: Desk, app: QApplication) -> dict[str, float]:  # type: ignore[valid-type]
    profile = schools.profile(desk, "medway")
    table = RegisterTable(_TODAY, profile)
    table.resize(1100, 600)
    table.show()
    rows = register.as_at(desk, everyone=True, spend=False).rows
    spans = register.spans(desk)
    year = rule_of([Filter(column="year", way="is", values=("4", "5"))], table.known, spans)
    found = {
        "read, the register": _read(desk, everyone=False),
        "read, everybody": _read(desk, everyone=True),
        "shown": _median(lambda: (table.set_rows(rows), app.processEvents()), 3),
    }
    table.rows.filter("x")  # what is typed is looked for in lines that are made ready while nothing else is done
    table.rows.filter("")
    found["a keystroke"] = max(_each_key(table, app))
    found["a filter of a column"] = _median(lambda: (table.rows.keep_only(year), table.rows.keep_only(None)), 3) / 2
    found["sorted by two headings"] = _median(lambda: table.sort_by(("year", True), ("name", False)), 3)
    found["all selected"] = _median(lambda: (table.selectAll(), table.clearSelection()), 3)
    table.sort_by(("name", True))
    found["a line scrolled"] = _scrolled(table, app)
    table.lay_out([column.id for column in table.rows.columns], {})
    app.processEvents()
    table.horizontalScrollBar().setValue(400)
    found["a line scrolled, sideways"] = _scrolled(table, app)
    table.close()
    return found


def _scrolled(table: RegisterTable, app: QApplication) -> float:  # type: ignore[valid-type]
    """The median of scrolling by three lines, as a turn of a wheel does, painting included."""
    bar = table.verticalScrollBar()
    bar.setValue(bar.maximum() // 3)
    app.processEvents()
    step = 3 * table.verticalHeader().defaultSectionSize()

    def turn() -> None:
        bar.setValue(bar.value() + step)
        app.processEvents()

    return _median(turn, 60)


def _each_key(table: RegisterTable, app: QApplication) -> list[float]:  # type: ignore[valid-type]
    def typed(text: str) -> Callable[[], object]:
        return lambda: (table.rows.filter(text), app.processEvents())

    took = [_median(typed(_TYPED[:end]), 1) for end in range(1, len(_TYPED) + 1)]
    table.rows.filter("")
    return took


def _read(desk: Desk, *, everyone: bool) -> float:
    deed = partial(register.as_at, everyone=everyone, spend=False)
    return statistics.median(on_the_worker(desk, deed) * 1000 for _ in range(3))


def _median(run: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
