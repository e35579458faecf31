"""The program's own window over a real encrypted desk with a handful of children, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.domain.views import ViewDraft
from senco_desk.services import records
from senco_desk.services.desk import Desk
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.theme import Theme
from tests.builders import TODAY, Clock, a_cycle, a_desk, a_provision, a_pupil, a_status


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty desk in Medway."""
    made = a_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def children(desk: Desk) -> dict[str, Any]:
    """Four on the register, each in another state, and one who is not on it."""
    amelia = a_pupil(desk, legal_forename="Amelia", legal_surname="O’Neill", strengths="Draws with great care")
    a_status(desk, amelia, "K", ("SLCN", "MLD"))
    a_cycle(desk, amelia, started_on=date(2026, 9, 28))
    records.add(
        desk,
        ViewDraft(pupil_id=amelia.id, whose="child", on=TODAY, words="I like it when Mr Price draws.", method="spoken"),
    )
    grace = a_pupil(desk, legal_forename="Grace", legal_surname="Day", year_group="5", class_name="5C")
    a_status(desk, grace, "K", ("SPLD",))
    a_cycle(desk, grace, review_due=date(2026, 11, 14))
    a_provision(desk, grace, minutes=300, sessions_per_week=5)
    yusuf = a_pupil(desk, legal_forename="Yusuf", legal_surname="Khan", year_group="6", class_name="6A")
    a_status(desk, yusuf, "E", ("ASD",))
    lucja = a_pupil(desk, legal_forename="Łucja", legal_surname="Świątek", year_group="1", class_name="1B")
    a_status(desk, lucja, "monitoring", (), start=date(2026, 9, 18))
    zoe = a_pupil(desk, legal_forename="Zoë", legal_surname="Kowalski", year_group="R", class_name="RA")
    return {"amelia": amelia, "grace": grace, "yusuf": yusuf, "lucja": lucja, "zoe": zoe}


@pytest.fixture
def opened(desk: Desk, settings: QSettings, theme: Theme, tmp_path: Path) -> Iterator[OpenDesk]:
    """The desk in its window; anything that goes wrong inside the program fails the test."""
    made = OpenDesk(desk, tmp_path / "school.sencodesk", settings=settings, theme=theme, clock=Clock())
    crashes: list[str] = []
    made.work.crashed.connect(crashes.append)
    made.window.resize(1366, 768)
    made.window.show()
    made.window.activateWindow()
    assert QTest.qWaitForWindowActive(made.window)
    yield made
    if not made.over:
        made.close()
    QApplication.processEvents()
    assert not crashes, crashes[0]
