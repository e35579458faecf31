"""Each state a desk can be found in has its screen in the unlock window, and each way on from it leads somewhere."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.school import PersonDraft
from senco_desk.services import checking, desks, people, pupils, records
from senco_desk.store import looking, places
from senco_desk.ui.findings_view import CopiesTable, FindingView
from senco_desk.ui.folders import Folders
from senco_desk.ui.main import Program
from senco_desk.ui.opening_words import BEFORE_KEYS, WAYS, WITH_KEYS, WORDS
from senco_desk.ui.pages import Place
from senco_desk.ui.salvage_view import PlaceView, ResultView
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil
from tests.screens import press, texts

PAGE = 4096


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A closed desk with one child, and room on the drive whatever machine runs the tests."""
    desk = a_desk(tmp_path)
    a_pupil(desk, legal_forename="Xanthippe", legal_surname="Quill")
    desk.close()
    return tmp_path / "school.sencodesk"


@pytest.fixture
def start(qapp: QApplication, tmp_path: Path, theme: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(looking, "free_space", lambda _folder: 10**12)
    started = []

    def run(path: Path, *, typed: str = "") -> Program:
        folders = Folders(settings=tmp_path / "settings", demo=tmp_path / "demo", desks=tmp_path / "desks")
        program = Program(qapp, path, day=lambda: TODAY, clock=Clock(), folders=folders, kdf=CHEAP, demo_pupils=2)
        program.show_unlock()
        started.append(program)
        qtbot.waitUntil(lambda: program.states._looks.running is None)
        if typed:
            type_passphrase(program, qtbot)
        return program

    yield run
    for program in started:
        if program.open is not None:
            program.open.close()
        if program.unlock is not None:
            program.unlock.close()
            program.unlock.deleteLater()
        program.jobs.stop()
    QApplication.processEvents()


def type_passphrase(program: Program, qtbot: Any) -> None:
    window = program.unlock
    assert window is not None
    window.passphrase.setText(PASSPHRASE)
    QTest.keyClick(window.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.open is not None or (window.screen_shown is not None and not window.opening))


def shown(program: Program, kind: type[Any] = FindingView) -> Any:
    assert program.unlock is not None
    screen = program.unlock.screen_shown
    assert isinstance(screen, kind), screen
    assert screen.isVisible()
    return screen


def state(program: Program) -> str:
    return str(shown(program).finding.id)


def damage(folder: Path, at: int) -> None:
    content = bytearray((folder / "desk.db").read_bytes())
    content[at] ^= 1
    (folder / "desk.db").write_bytes(content)


def damage_far_in(folder: Path) -> None:
    """A byte of a page that nothing asks for when the desk opens: of a note that is longer than several pages."""
    keys = desks.unlock(folder, PASSPHRASE, floor=CHEAP)
    desk = desks.open_with(folder, keys, day=lambda: TODAY, clock=Clock())
    child = pupils.all_pupils(desk)[0]
    records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, text="a long talk " * 1_600))
    desk.close()
    damage(folder, (folder / "desk.db").stat().st_size - 3000)


def names(program: Program) -> list[str]:
    assert program.open is not None
    return [each.legal_surname for each in pupils.all_pupils(program.open.desk)]


def test_every_state_has_ways_on_and_every_way_has_words() -> None:
    assert set(BEFORE_KEYS) | set(WITH_KEYS) == set(WAYS)
    for ways in WAYS.values():
        assert ways
        assert all(WORDS[way] for way in ways)


def test_a_desk_that_is_gone_says_so_and_is_found_again(start: Any, school: Path, qtbot: Any) -> None:
    away = school.with_name("away")
    program = start(school)
    program.unlock.passphrase.setText("")
    school.rename(away)
    program.use(school)
    qtbot.waitUntil(lambda: program.unlock.screen_shown is not None)
    assert state(program) == "missing"
    assert not program.unlock.passphrase.isVisible()
    away.rename(school)
    press(program.unlock, "Look again")
    qtbot.waitUntil(lambda: program.unlock.screen_shown is None)
    assert program.unlock.passphrase.isVisible()
    type_passphrase(program, qtbot)
    assert names(program) == ["Quill"]


@pytest.mark.parametrize(
    ("place", "named"), [(places.Place(network=True), "network"), (places.Place(cloud="OneDrive"), "cloud")]
)
def test_a_place_is_asked_about_once_and_remembered(
    start: Any, school: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch, place: places.Place, named: str
) -> None:
    monkeypatch.setattr(looking, "place_of", lambda _folder: place)
    program = start(school)
    assert state(program) == named
    program.unlock.activateWindow()
    assert QTest.qWaitForWindowActive(program.unlock)
    first = next(iter(shown(program).ways.values()))
    assert first.text() == "Cop&y it to this computer…", "what a stray key presses decides nothing"
    assert program.unlock.focusWidget() is first
    assert "Everything stays" not in " ".join(texts(program.unlock))
    press(program.unlock, "Open it here all the same")
    assert program.unlock.passphrase.isVisible()
    assert "Everything stays" not in " ".join(texts(program.unlock))
    type_passphrase(program, qtbot)
    assert names(program) == ["Quill"]
    safety = program.open.window.go(Place("settings", ("safety",)))
    assert place.cloud or "network" in " ".join(texts(safety)), "as long as it lies there it is said"
    assert not place.cloud or "OneDrive copies the folder" in " ".join(texts(safety))
    program.open.lock()
    qtbot.waitUntil(lambda: program.states._looks.running is None)
    assert program.unlock.screen_shown is None
    monkeypatch.setattr(looking, "place_of", lambda _folder: places.Place(cloud="Dropbox"))
    program.use(school)
    qtbot.waitUntil(lambda: program.unlock.screen_shown is not None)
    assert "Dropbox" in shown(program).finding.happened


def test_a_desk_on_a_network_drive_is_copied_to_this_computer(
    start: Any, school: Path, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "desks" / "school.sencodesk"
    monkeypatch.setattr(looking, "place_of", lambda folder: places.Place(network=folder == school))
    program = start(school)
    press(program.unlock, "Copy it to this computer…")
    assert shown(program, PlaceView).place.text() == str(here)
    press(program.unlock, "Copy it")
    qtbot.waitUntil(lambda: program.path == here and program.states._looks.running is None)
    type_passphrase(program, qtbot)
    assert names(program) == ["Quill"]
    assert program.open.desk.store.folder == here


def test_a_read_only_place_opens_to_read(start: Any, school: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking.os, "access", lambda _path, mode: mode != 2)
    program = start(school)
    assert "Nothing can be written" in program.unlock.known.text()
    type_passphrase(program, qtbot)
    assert state(program) == "read_only"
    press(program.unlock, "Open to read only")
    assert program.open.desk.store.read_only
    assert names(program) == ["Quill"]


def test_conflict_copies_stand_side_by_side_and_none_is_picked(
    start: Any, school: Path, tmp_path: Path, qtbot: Any
) -> None:
    shutil.copy(school / "desk.db", school / "desk (SAM-PC’s conflicted copy).db")
    keys = desks.unlock(school, PASSPHRASE, floor=CHEAP)
    desk = desks.open_with(school, keys, day=lambda: TODAY, clock=Clock())
    a_pupil(desk, legal_surname="Newer")
    desk.close()
    program = start(school, typed=PASSPHRASE)
    assert state(program) == "conflict_copies"
    (table,) = shown(program).findChildren(CopiesTable)
    said = texts(table)
    assert "This desk" in said
    assert said[said.index("Pupils") + 1 : said.index("Pupils") + 3] == ["2", "1"]
    press(program.unlock, "Make a desk of it…")
    view = shown(program, PlaceView)
    view.place.setText(str(tmp_path / "picked.sencodesk"))
    press(program.unlock, "Make the desk")
    qtbot.waitUntil(lambda: program.open is not None)
    assert names(program) == ["Quill"]
    assert program.path == tmp_path / "picked.sencodesk"
    program.open.lock()
    program.use(school)
    type_passphrase(program, qtbot)
    press(program.unlock, "Go on with this desk’s own file")
    assert sorted(names(program)) == ["Newer", "Quill"]
    program.open.lock()
    type_passphrase(program, qtbot)
    assert program.open is not None


def test_other_keys_than_last_time_are_told_and_a_person_may_go_on(start: Any, school: Path, qtbot: Any) -> None:
    program = start(school, typed=PASSPHRASE)
    assert program.open is not None
    program.open.close()
    desk = desks.open_with(
        school, desks.unlock(school, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock()
    )  # on another computer
    slot = people.first_slot(desk, "three brown foxes", "three brown foxes")
    people.remove(desk, people.add(desk, PersonDraft(name="Tess", role="assistant"), [], slot).value.id)
    desk.close()
    again = start(school, typed=PASSPHRASE)
    assert state(again) == "other_keys"
    assert again.open is None
    assert "removed" in " ".join(texts(shown(again)))
    press(shown(again), "Open to read only")
    qtbot.waitUntil(lambda: again.open is not None)
    assert again.open.desk.store.read_only
    again.open.close()
    third = start(school, typed=PASSPHRASE)
    assert state(third) == "other_keys"
    press(shown(third), "Go on: I know who did it")
    qtbot.waitUntil(lambda: third.open is not None)
    assert not third.open.desk.store.read_only
    third.open.close()
    fourth = start(school, typed=PASSPHRASE)
    assert fourth.open is not None


def test_an_older_copy_is_opened_only_on_purpose(start: Any, school: Path, qtbot: Any) -> None:
    older = (school / "desk.db").read_bytes()
    keys = desks.unlock(school, PASSPHRASE, floor=CHEAP)
    desk = desks.open_with(school, keys, day=lambda: TODAY, clock=Clock())
    a_pupil(desk, legal_surname="Newer")
    desk.close()
    (school / "desk.db").write_bytes(older)
    program = start(school, typed=PASSPHRASE)
    assert state(program) == "older_copy"
    press(program.unlock, "Look at it, read only")
    assert program.open.desk.store.read_only
    assert names(program) == ["Quill"]
    program.open.lock()
    type_passphrase(program, qtbot)
    assert state(program) == "older_copy"
    press(program.unlock, "Open the older copy")
    assert not program.open.desk.store.read_only


def test_a_log_from_an_earlier_session_is_put_aside_and_told_once(
    start: Any, school: Path, tmp_path: Path, qtbot: Any
) -> None:
    keys = desks.unlock(school, PASSPHRASE, floor=CHEAP)
    desk = desks.open_with(school, keys, day=lambda: TODAY, clock=Clock())
    a_pupil(desk, legal_surname="Newer")
    stale = (school / "desk.db-wal").read_bytes()
    a_pupil(desk, legal_surname="Newest")
    desk.close()
    (school / "desk.db-wal").write_bytes(stale)
    program = start(school, typed=PASSPHRASE)
    assert sorted(names(program)) == ["Newer", "Newest", "Quill"]
    (line,) = program.open.notices.lines
    assert "earlier session" in line.head.accessibleName()
    line.put_away.click()
    assert not program.open.notices.isVisible()
    program.open.lock()
    type_passphrase(program, qtbot)
    assert [each.head.accessibleName() for each in program.open.notices.lines] != []  # what was put aside lies there
    program.open.notices.lines[0].put_away.click()
    program.open.lock()
    type_passphrase(program, qtbot)
    assert program.open.notices.lines == []


def test_a_damaged_key_file_is_replaced_from_a_backup(start: Any, school: Path, tmp_path: Path, qtbot: Any) -> None:
    backup = tmp_path / "backup.sencodesk"
    shutil.copytree(school, backup)
    for name in ("vault.json", "vault.copy.json"):
        (school / name).write_bytes(b"{")
    program = start(school)
    assert state(program) == "key_file_damaged"
    program.states._key_file_chosen(str(backup))
    type_passphrase(program, qtbot)
    assert names(program) == ["Quill"]
    assert (school / "vault.json.damaged-1").read_bytes() == b"{"


@pytest.mark.parametrize(("at", "named"), [((0, 600), "foreign"), ((600,), "first_page_damaged")])
def test_a_damaged_desk_is_salvaged_in_the_window(
    start: Any, school: Path, tmp_path: Path, qtbot: Any, at: tuple[int, ...], named: str
) -> None:
    for each in at:
        damage(school, each)
    before = (school / "desk.db").read_bytes()
    program = start(school, typed=PASSPHRASE)
    assert state(program) == named
    assert next(iter(shown(program).ways)) == "restore"
    press(program.unlock, "Save what is left…")
    view = shown(program, PlaceView)
    assert view.place.text().endswith("school salvaged 2026-11-20.sencodesk")
    view.place.setText(str(school))
    press(program.unlock, "Save what is left")
    qtbot.waitUntil(view.problem.isVisible)
    to = tmp_path / "saved.sencodesk"
    view.place.setText(str(to))
    press(program.unlock, "Save what is left")
    qtbot.waitUntil(lambda: isinstance(program.unlock.screen_shown, ResultView))
    result = shown(program, ResultView)
    assert "1 × pupil" in result.list.toPlainText()
    result.save_to(str(tmp_path / "list.txt"))
    assert (tmp_path / "list.txt").read_text(encoding="utf-8") == result.outcome.paper()
    press(program.unlock, "Open the new desk")
    assert names(program) == ["Quill"]
    assert program.path == to
    assert (school / "desk.db").read_bytes() == before


def test_a_page_that_is_found_damaged_in_the_open_desk_leads_to_salvage(
    start: Any, school: Path, tmp_path: Path, qtbot: Any
) -> None:
    damage_far_in(school)
    program = start(school)
    type_passphrase(program, qtbot)
    opened = program.open
    assert opened is not None
    opened.health.check()
    qtbot.waitUntil(lambda: opened.health.found is not None, timeout=10000)
    assert "Records damaged" in opened.health.chip.accessibleName()
    (line,) = opened.notices.lines
    assert "Page " in line.more.text()
    press(line, "Save what is left…")
    assert program.open is None
    press(program.unlock, "Save what is left")
    qtbot.waitUntil(lambda: isinstance(program.unlock.screen_shown, ResultView), timeout=10000)
    assert "1 of " in shown(program, ResultView).sentence.text()


def test_bytes_that_were_altered_are_told_of_soon_after_opening_without_being_asked(
    start: Any, school: Path, qtbot: Any
) -> None:
    damage_far_in(school)
    program = start(school)
    type_passphrase(program, qtbot)
    opened = program.open
    assert opened is not None
    assert not checking.due(opened.desk), "closed in the usual way, and checked this week"
    qtbot.waitUntil(lambda: bool(opened.notices.lines), timeout=10_000)
    assert "Records damaged" in opened.health.chip.accessibleName()
    assert opened.notices.lines[0].more.text().startswith("Page ")


def test_a_sound_desk_s_seals_are_checked_without_a_word(start: Any, school: Path, qtbot: Any) -> None:
    program = start(school, typed=PASSPHRASE)
    with qtbot.waitSignal(program.open.health.done, timeout=10_000):
        pass
    assert program.open.health.found is None
    assert not program.open.health.chip.isVisible()
    assert program.open.notices.lines == []


def test_a_sound_desk_is_checked_once_and_says_so_quietly(start: Any, school: Path, qtbot: Any) -> None:
    program = start(school, typed=PASSPHRASE)
    health = program.open.health
    with qtbot.waitSignal(health.done, timeout=10000):
        health.check()
    assert health.found.ok
    assert "Records checked" in health.chip.accessibleName()
    assert program.open.notices.lines == []


def test_who_has_it_open_is_told_before_a_passphrase_is_typed(start: Any, school: Path, qtbot: Any) -> None:
    (school / "desk.lock").write_text(
        json.dumps({"who": "sam", "where": "OFFICE-7", "pid": 4, "since": "2026-11-20T08:00:00+00:00"})
    )
    program = start(school)
    assert "OFFICE-7" in program.unlock.known.text()
    assert program.unlock.passphrase.isVisible()


def test_leaving_a_screen_forgets_the_keys(start: Any, school: Path, qtbot: Any) -> None:
    damage(school, 600)
    program = start(school, typed=PASSPHRASE)
    assert program.states._keys is not None
    program.use(school.with_name("other.sencodesk"))
    assert program.states._keys is None
