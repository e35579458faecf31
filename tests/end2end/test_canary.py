"""Nothing of a pupil lies outside the chosen export: names are looked for in every byte the program has written."""

from __future__ import annotations

import tempfile
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QLineEdit

from senco_desk.services import attachments, packs, pupils, rolls, summaries, trail_papers
from senco_desk.services import outside as outside_program
from senco_desk.services.desk import Desk
from senco_desk.store import connection
from senco_desk.store.nouns import DOCUMENTS, PUPILS
from senco_desk.ui.handed_over import handed_over, take_back
from senco_desk.ui.work import crash_report
from tests.builders import CHEAP, PASSPHRASE, Clock, a_cycle, a_desk, a_provision, a_status, an_outcome
from tests.canary import found
from tests.screens import a_window, go

NAMES = ("Zanthippe", "Quillersby", "Świętosława", "Brzęczyszczyk", "Ó Maoilchiaráin")
"""Names that stand nowhere else: whatever holds one has it from the records."""

HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")

ROLL = """UPN,Legal Surname,Legal Forename,DOB,Gender,Year Group,Reg Group,SEN Status,SEN Need Type (Ranked)
Y887999920000,Quillersby,Zanthippe,20/04/2017,F,Year 4,4C,K - SEN Support,SLCN; SEMH
T887999916001,Brzęczyszczyk,Świętosława,02/07/2017,F,Year 4,4C,,
Y887999922002,Ó Maoilchiaráin,Rónán,30/06/2017,M,Year 4,4C,,
"""


def test_a_day_of_work_leaves_no_name_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, shown: Any
) -> None:
    outside, chosen = tmp_path / "outside", tmp_path / "chosen"
    for folder in (outside / "tmp", outside / "home", chosen):
        folder.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(outside / "tmp"))
    for name in (
        "HOME",
        "USERPROFILE",
        "APPDATA",
        "LOCALAPPDATA",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
    ):
        monkeypatch.setenv(name, str(outside / "home"))
    monkeypatch.setenv("TMPDIR", str(outside / "tmp"))
    roll = chosen / "roll.csv"
    roll.write_text(ROLL, encoding="utf-8-sig")
    picture = chosen / "Zanthippe Quillersby drawing.png"
    picture.write_bytes(_png())

    desk = a_desk(outside)
    rolls.apply(desk, rolls.plan(desk, rolls.read(roll)))
    child = pupils.by_upn(desk, "Y887999920000")
    a_status(desk, child, "E", reason="Zanthippe has a plan now.", start=date(2026, 11, 2))
    cycle = a_cycle(desk, child, strategies="Sit Zanthippe near the front.")
    an_outcome(desk, cycle, aim="Zanthippe follows two-part instructions")
    a_provision(desk, child, cycle=cycle, what="Zanthippe’s language group")
    attachments.attach(desk, child.id, picture, kind="child-view", title="Drawing by Zanthippe Quillersby")

    settings = QSettings(str(outside / "home" / "window.ini"), QSettings.Format.IniFormat)
    window = shown(
        a_window(desk, settings, ("register", "pupil", "cycle", "costs", "packs", "pack", "reports", "trail"))
    )
    page = go(window, "register")
    for field in page.findChildren(QLineEdit):
        if field.isVisible():
            field.setText("Zanthippe")
    qapp.processEvents()
    for place in (("pupil", child.id, "documents"), ("pupil", child.id, "views"), ("cycle", child.id), ("costs",)):
        go(window, *place)
        qapp.processEvents()
    go(window, "trail", child.id)
    go(window, "trail")
    qapp.processEvents()
    handed = outside_of(desk, child.id, opened := handed_over())
    assert found(handed.parent, NAMES) == [], "the paper itself is a drawing, and its name says nothing"
    take_back()
    assert not handed.exists()
    assert not any(opened.iterdir())
    packs.preview(desk, child.id)
    packs.make(desk, child.id, chosen / "pack.pdf", names_checked=True)
    summaries.write_register(desk, chosen / "register.pdf")
    summaries.write_register(desk, chosen / "register.xlsx")
    trail_papers.write_list(desk, chosen / "trail.csv")
    trail_papers.sheet_pdf(desk, chosen / "trail.pdf")
    try:
        raise ValueError("Zanthippe Quillersby could not be shown")
    except ValueError as error:
        (outside / "home" / "crash.txt").write_text(crash_report(error), encoding="utf-8")
    settings.sync()
    window.close()
    desk.close()

    assert found(chosen, NAMES), "the search itself must be able to find a name in what was exported"
    assert found(outside, NAMES) == []
    _control(outside, desk.store.folder)


def outside_of(desk: Desk, pupil_id: str, folder: Path) -> Path:
    """The first paper of a child, handed to another program."""
    (paper, *_others) = DOCUMENTS.of(desk.store, pupil_id=pupil_id)
    return outside_program.put(desk, paper.id, folder)


def _control(outside: Path, folder: Path) -> None:
    """The same rows without encryption are found, so the search is no empty promise."""
    from senco_desk.store import opening
    from senco_desk.store.migrations import migrate

    keys = opening.unlock(folder, PASSPHRASE, floor=CHEAP)
    store = opening.open_desk(folder, keys, clock=Clock(), read_only=True)
    rows = [PUPILS.encode(pupil) for pupil in PUPILS.all(store)]
    store.close()
    plain = connection.connect_unencrypted_for_measurement(outside / "plain.db")
    migrate(plain)
    plain.table("pupil").insert_all(rows)
    connection.close(plain)
    assert {word for path, word in found(outside, NAMES) if path.name == "plain.db"} == set(NAMES)


def test_the_search_looks_into_compressed_and_wide_text(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"....." + zlib.compress(b"so Zanthippe went home"))
    (tmp_path / "b").write_bytes(b"x" + "Zanthippe".encode("utf-16-le"))
    (tmp_path / "Zanthippe.txt").write_bytes(b"")
    assert {path.name for path, _ in found(tmp_path, ["Zanthippe"])} == {"a", "b", "Zanthippe.txt"}


def _png() -> bytes:
    from senco_desk.documents.specimens import drawing_png

    return drawing_png(4)
