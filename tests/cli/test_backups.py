"""`restore` for scripts: what it promises, what it keeps, and how it ends. `backup` is tested beside its neighbours."""

from __future__ import annotations

import shutil

import pytest

from senco_desk.store import backups
from tests.builders import PASSPHRASE, a_pupil, everything
from tests.cli.conftest import Cli


@pytest.fixture
def backed_up(cli: Cli) -> Cli:
    """A desk with a backup made by the day's first command, and one change since."""
    with cli.desk() as desk:
        child = a_pupil(desk, legal_forename="Amelia")
    cli.does("note", "--pupil", child.upn, "The first")
    (first,) = backups.listed(cli.folder / "school backups")
    assert first.moment.why == "daily"
    cli.does("note", "--pupil", child.upn, "The second")
    assert len(backups.listed(cli.folder / "school backups")) == 1
    return cli


def notes(cli: Cli) -> int:
    with cli.desk() as desk:
        return len(everything(desk)["note"])


def test_a_dry_run_tells_and_changes_nothing(backed_up: Cli) -> None:
    told = backed_up.does("restore", backed_up.folder / "school backups", "--to", backed_up.path, "--dry-run")
    assert (told["pupils"], told["newer_changes"], told["kept"], told["verified"]) == (1, 1, None, False)
    assert notes(backed_up) == 2


def test_a_desk_is_restored_and_what_was_there_is_kept(backed_up: Cli) -> None:
    told = backed_up.does("restore", backed_up.folder / "school backups", "--to", backed_up.path)
    assert told["file"] == str(backed_up.path)
    assert (told["pupils"], told["verified"], told["missing"]) == (1, True, [])
    assert told["kept"] == str(backed_up.folder / "school before restore 2026-11-20.sencodesk")
    assert notes(backed_up) == 1
    backed_up.environ["SENCO_DESK"] = told["kept"]
    assert backed_up.does("verify")["ok"]


def test_in_words_it_says_where_everything_is(backed_up: Cli) -> None:
    (backup,) = backups.listed(backed_up.folder / "school backups")
    ran = backed_up("restore", backup.folder, "--to", backed_up.folder / "new.sencodesk")
    assert ran.code == 0
    assert ran.out == f"Restored to {backed_up.folder / 'new.sencodesk'}: 1 pupils, opened and found whole.\n"


def test_a_copied_desk_is_restored_where_the_old_one_is_gone(backed_up: Cli) -> None:
    made = backed_up.does("backup", "--to", backed_up.folder / "stick" / "copy.sencodesk")["file"]
    shutil.rmtree(backed_up.path)
    told = backed_up.does("restore", made, "--to", backed_up.path)
    assert told["kept"] is None
    assert notes(backed_up) == 2


def test_the_wrong_passphrase_is_trouble_and_changes_nothing(backed_up: Cli) -> None:
    backed_up.environ["SENCO_DESK_PASSPHRASE"] = "not this one at all"
    ran = backed_up("restore", backed_up.folder / "school backups", "--to", backed_up.path)
    assert ran.code == 3
    assert "does not open" in ran.err
    backed_up.environ["SENCO_DESK_PASSPHRASE"] = PASSPHRASE
    assert notes(backed_up) == 2


def test_a_name_that_is_no_desk_s_is_refused(backed_up: Cli) -> None:
    ran = backed_up("restore", backed_up.folder / "school backups", "--to", backed_up.folder / "school.zip")
    assert ran.code == 2
    assert ".sencodesk" in ran.err


def test_what_is_no_backup_is_said(backed_up: Cli) -> None:
    (backed_up.folder / "empty").mkdir()
    ran = backed_up("restore", backed_up.folder / "empty", "--to", backed_up.path)
    assert ran.code == 3
    assert "No backup was found" in ran.err


def test_a_daily_backup_that_fails_is_said_and_the_command_is_done(cli: Cli, monkeypatch) -> None:
    with cli.desk() as desk:
        child = a_pupil(desk)
    monkeypatch.setattr(backups, "free_space", lambda _folder: 1_000)
    ran = cli("note", "--pupil", child.upn, "Kept")
    assert ran.code == 0
    assert "too full for a backup" in ran.err
    assert notes(cli) == 1
