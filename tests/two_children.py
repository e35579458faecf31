"""A desk with two children and an assistant assigned to both, in the program's own window, opened by either person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest

from senco_desk.domain.school import PersonDraft
from senco_desk.services import desks, people
from senco_desk.services.desk import Desk
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.pages import Place
from senco_desk.ui.theme import Theme
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_cycle, a_desk, a_provision, a_pupil, a_status

FIRST = "three brown foxes"
MARYAM, MAY = "Maryam Brown", "May Winter"


@dataclass
class School:
    """Two children, each with a line of their own and one together, and an assistant who is assigned both."""

    path: Path
    settings: QSettings
    theme: Theme
    ids: dict[str, str]
    lines: dict[str, str]
    opened: OpenDesk | None = None

    def open(self, secret: str = PASSPHRASE) -> OpenDesk:
        if self.opened is not None and not self.opened.over:
            self.opened.close()
        keys = desks.unlock(self.path, secret, floor=CHEAP)
        desk = desks.open_with(self.path, keys, day=lambda: TODAY, clock=Clock())
        self.opened = OpenDesk(desk, self.path, settings=self.settings, theme=self.theme, clock=Clock())
        self.opened.work.crashed.connect(pytest.fail)
        self.opened.window.resize(1366, 768)
        self.opened.window.show()
        self.opened.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.opened.window)
        return self.opened

    def page(self, *place: str) -> Any:
        assert self.opened is not None
        self.opened.window.go(Place(place[0], place[1:]))
        return self.opened.window.current_page()


@pytest.fixture
def school(tmp_path: Path, settings: QSettings, theme: Theme) -> Iterator[School]:
    desk = a_desk(tmp_path)
    children = {name: _child(desk, name) for name in (MARYAM, MAY)}
    lines = {
        name: a_provision(desk, *pupils, what=what, minutes=30, sessions_per_week=3).provision.id
        for name, what, pupils in (
            (MARYAM, "In-class support", [children[MARYAM]]),
            (MAY, "In-class support", [children[MAY]]),
            ("both", "Language group", list(children.values())),
        )
    }
    slot = people.first_slot(desk, FIRST, FIRST)
    tess = PersonDraft.model_validate({"name": "Tess", "role": "teaching-assistant"})
    ids = {name: pupil.id for name, pupil in children.items()}
    people.add(desk, tess, ids.values(), slot)
    folder = desk.store.folder
    desk.close()
    made = School(folder, settings, theme, ids, lines)
    yield made
    if made.opened is not None and not made.opened.over:
        made.opened.work.jobs.stop()
        made.opened.close()


def _child(desk: Desk, name: str) -> Any:
    forename, surname = name.split()
    made = a_pupil(desk, legal_forename=forename, legal_surname=surname, class_name="5C")
    a_status(desk, made, "K", ("SPLD",))
    a_cycle(desk, made, started_on=date(2026, 9, 28))
    return made
