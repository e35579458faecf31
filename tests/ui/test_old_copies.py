"""A backup and what a restore kept are looked at, never worked in by mistake; of two copies it is seen which one."""

# ruff: noqa: F811  pytest’s fixtures are arguments of the same name

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from senco_desk.services import backups, desks
from senco_desk.store import backups as store_backups
from senco_desk.store import desk_kinds
from senco_desk.ui.findings_view import FindingView
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock
from tests.screens import press, texts
from tests.ui.test_opening_states import names, school, shown, start, type_passphrase  # noqa: F401  fixtures too


def a_backup(folder: Path) -> Path:
    desk = desks.open_with(folder, desks.unlock(folder, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock())
    taken = backups.take(desk, "asked")
    desk.close()
    return taken.backup.folder


def old_copies(folder: Path) -> dict[str, Path]:
    made = {"automatic": a_backup(folder)}
    for key, name in (
        ("by hand", "school-backup-2026-11-22.sencodesk"),
        ("kept", "school before restore 2026-11-20 2.sencodesk"),
    ):
        made[key] = folder.with_name(name)
        shutil.copytree(folder, made[key])
    made["among backups"] = made["automatic"].parent / "renamed.sencodesk"
    shutil.copytree(folder, made["among backups"])
    return made


@pytest.mark.parametrize("kind", ["automatic", "by hand", "kept", "among backups"])
def test_an_old_copy_says_so_is_only_looked_at_and_is_not_next_time_s_desk(
    start: Any,
    school: Path,
    qtbot: Any,
    kind: str,
) -> None:
    program = start(school, typed=PASSPHRASE)
    program.open.close()
    copy = old_copies(school)[kind]
    before = (copy / "desk.db").read_bytes()
    program = start(copy, typed=PASSPHRASE)
    assert program.open is None
    said = " ".join(texts(shown(program, FindingView)))
    assert ("before a restore on 20 November 2026" if kind == "kept" else "This is a backup") in said
    press(program.unlock, "Open to read only")
    assert names(program) == ["Quill"]
    assert program.open.desk.store.read_only
    assert program.open.notices.lines == [], "nothing of notes that are not in the folder"
    assert program.open.window.windowTitle().startswith(copy.name.removesuffix(".sencodesk"))
    assert any(("Kept by a restore" if kind == "kept" else "Backup") in each for each in texts(program.open.window.bar))
    assert program.recent()[0] == school.absolute()
    assert copy.absolute() not in program.recent()
    program.open.close()
    assert (copy / "desk.db").read_bytes() == before


def test_a_backup_that_was_pointed_at_is_restored_over_the_desk_it_is_of(
    start: Any,
    school: Path,
    qtbot: Any,
) -> None:
    program = start(school, typed=PASSPHRASE)
    program.open.close()
    copy = a_backup(school)
    program = start(copy, typed=PASSPHRASE)
    press(program.unlock, "Restore a backup…")
    assert program.restoring.target == school.absolute()
    (only,) = program.restoring.table.rows.all_rows()
    assert only.path == copy
    program.put_away_restoring()


def test_of_two_copies_each_says_which_it_is_and_the_first_stays_the_one_that_opens(
    start: Any,
    school: Path,
    qtbot: Any,
) -> None:
    program = start(school, typed=PASSPHRASE)
    assert "school" not in program.open.window.windowTitle()
    program.open.close()
    other = school.with_name("school 2.sencodesk")
    shutil.copytree(school, other)
    program = start(other, typed=PASSPHRASE)
    assert not program.open.desk.store.read_only
    assert program.open.window.windowTitle().startswith("school 2 · ")
    assert any("Copy: school 2" in each for each in texts(program.open.window.bar))
    assert program.recent() == [school.absolute(), other.absolute()]
    program.open.close()
    program = start(school, typed=PASSPHRASE)
    assert any("Copy: school" in each for each in texts(program.open.window.bar))
    assert program.recent() == [school.absolute(), other.absolute()]
    program.open.close()
    shutil.rmtree(other)
    program = start(school, typed=PASSPHRASE)
    assert not any("Copy" in each for each in texts(program.open.window.bar))


def test_a_desk_that_was_copied_to_go_on_in_it_is_the_one_that_opens(
    start: Any,
    school: Path,
    qtbot: Any,
) -> None:
    program = start(school, typed=PASSPHRASE)
    program.open.close()
    other = school.with_name("here.sencodesk")
    shutil.copytree(school, other)
    program = start(other)
    program.states.moved_to = other  # as “Copy it to this computer” leaves it
    type_passphrase(program, qtbot)
    assert program.recent()[0] == other.absolute()


def test_a_desk_in_a_folder_that_is_only_called_backups_is_a_desk(school: Path, tmp_path: Path) -> None:
    folder = tmp_path / "old backups"
    folder.mkdir()
    desk = folder / "school.sencodesk"
    shutil.copytree(school, desk)
    assert desk_kinds.old_copy(desk) is None
    assert desk_kinds.old_copy(store_backups.usual_root(school)) is None
