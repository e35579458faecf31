"""Each trouble has its sentence and its exit code, and the records are as they were."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from senco_desk.cli import pupils as commands
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import CancelledError
from senco_desk.services import desks, records
from senco_desk.store import migrations, nouns
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_pupil, everything
from tests.cli.conftest import Cli
from tests.cli.test_commands import GRACE, HEAD, ROLL

NOTE = ("note", "--pupil", "C887999926001", "Rang home")


def said(cli: Cli, *typed: object) -> tuple[int, str]:
    ran = cli(*typed, "--json")
    assert ran.out == ""
    return ran.code, ran.err


def test_no_desk_named(cli: Cli) -> None:
    del cli.environ["SENCO_DESK"]
    code, err = said(cli, *NOTE)
    assert code == 2
    assert "--desk" in err


def test_wrong_passphrase(cli: Cli) -> None:
    cli.environ["SENCO_DESK_PASSPHRASE"] = "quite another one"
    code, err = said(cli, *NOTE)
    assert code == 3
    assert err.startswith("That passphrase or recovery code does not open this desk.")
    assert "another one" not in err


def test_missing_desk(cli: Cli) -> None:
    code, err = said(cli, *NOTE, "--desk", cli.folder / "away.sencodesk")
    assert code == 3
    assert "was found in the folder" in err


@pytest.mark.parametrize("command", [("register",), NOTE, ("verify",)])
def test_damaged_desk(cli: Cli, command: tuple[str, ...]) -> None:
    records = cli.path / "desk.db"
    records.write_bytes(b"x" * 4096 + records.read_bytes()[4096:])
    code, err = said(cli, *command)
    assert code == 3
    assert "damaged" in err or "belongs to another desk" in err


def test_a_page_damaged_further_on_is_found_by_verify(cli: Cli) -> None:
    records = cli.path / "desk.db"
    data = bytearray(records.read_bytes())
    data[-100:] = b"x" * 100
    records.write_bytes(data)
    ran = cli("verify", "--json")
    assert ran.code == 3


def test_many_damaged_pages_are_one_sentence_in_plain_words(cli: Cli) -> None:
    with cli.desk() as desk:
        child = a_pupil(desk)
        for number in range(40):
            records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, text=f"{number} about reading " * 300))
    file = cli.path / "desk.db"
    data = bytearray(file.read_bytes())
    damaged = range(len(data) - 24 * 4096 + 100, len(data), 2 * 4096)
    for at in damaged:
        data[at] ^= 1
    file.write_bytes(data)
    ran = cli("verify")
    assert ran.code == 3
    told = [line for line in ran.err.splitlines() if line.strip()]
    assert told == [f"{len(damaged)} pages of the records file are damaged."], told
    assert "btreeInitPage" not in ran.err + ran.out


def test_newer_version(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with cli.desk() as desk:
        desk.store.db.execute(f"pragma user_version = {migrations.SCHEMA_VERSION + 1}")
    code, err = said(cli, *NOTE)
    assert code == 3
    assert "newer version of Senco Desk" in err


def test_locked_desk_refuses_writing_and_can_be_read(cli: Cli) -> None:
    with cli.desk() as desk:
        code, err = said(cli, *NOTE)
        assert code == 3
        assert "already open" in err
        assert cli.does("register")["pupils"] == []
        before = everything(desk)
    with cli.desk() as desk:
        assert everything(desk) == before


def test_unknown_upn(cli: Cli) -> None:
    code, err = said(cli, *NOTE)
    assert code == 2
    assert err == (
        "No pupil here has the UPN C887999926001. Check it against the roll, or import the roll that holds the pupil.\n"
    )


def test_every_unknown_upn_is_named_on_its_own_line(cli: Cli) -> None:
    line = "provision add --what Reading --minutes 20 --sessions 3 --rate-pence 1500 --from 2026-09-01 --to 2026-12-18"
    code, err = said(cli, *line.split(), "--pupil", "C887999926001", "Q896999926002")
    assert code == 2
    assert [one.split("UPN ")[1][:13] for one in err.splitlines()] == ["C887999926001", "Q896999926002"]


def test_missing_file(cli: Cli) -> None:
    code, err = said(cli, "import", "roll", cli.folder / "away.csv")
    assert code == 3
    assert "away.csv" in err


def test_a_file_that_is_no_roll(cli: Cli) -> None:
    code, err = said(cli, "import", "roll", cli.file("shopping.csv", "apples,pears", "1,2"))
    assert code == 2
    assert "a school roll" in err


def test_the_passphrase_comes_from_file_environment_or_prompt(cli: Cli) -> None:
    secret = cli.file("secret.txt", PASSPHRASE, "a second line")
    asked: list[str] = []

    def ask(words: str) -> str:
        asked.append(words)
        return PASSPHRASE

    cli.environ["SENCO_DESK_PASSPHRASE"] = "wrong on purpose"
    assert cli("register", "--passphrase-file", secret).code == 0
    del cli.environ["SENCO_DESK_PASSPHRASE"]
    code, err = said(cli, "register")
    assert code == 2
    assert "nobody here to ask" in err
    cli.ask = ask
    assert cli("register").code == 0
    assert asked == ["Passphrase: "]
    assert said(cli, "register", "--passphrase-file", cli.folder / "no.txt")[0] == 3
    assert said(cli, "register", "--passphrase-file", cli.file("empty.txt", ""))[0] == 2


def test_a_fault_of_ours_is_told_calmly_and_changes_nothing(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: Any, **_named: Any) -> None:
        raise ZeroDivisionError("Grace Young")

    monkeypatch.setattr(commands.records, "add", broken)
    monkeypatch.setattr(commands.pupils, "by_upn", lambda *_given: type("P", (), {"id": "x", "name": "Grace"}))
    code, err = said(cli, *NOTE)
    assert code == 70
    assert "Your records are safe" in err
    assert "/reports/crash.txt" in err
    assert "Grace" not in err
    assert len(cli.faults) == 1
    assert cli("register").code == 0  # the lock is free again


@pytest.mark.parametrize("error", [KeyboardInterrupt(), CancelledError()])
def test_stopping_is_said_and_frees_the_desk(cli: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def stopped(*_given: Any) -> None:
        raise error

    monkeypatch.setattr(commands.pupils, "by_upn", stopped)
    assert said(cli, *NOTE) == (130, "Stopped. Nothing was changed.\n")
    desks.open_with(cli.path, desks.unlock(cli.path, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock()).close()


STAYS = "Stopped. What was saved before that stays; what would have come after it was not done.\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), CancelledError()])
def test_stopping_after_something_was_saved_says_so(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def stopped(*_given: Any, **_named: Any) -> None:
        raise error

    cli.does("import", "roll", cli.file("roll.csv", HEAD, ROLL[1]))
    with cli.desk() as desk:
        (child,) = nouns.PUPILS.all(desk.store)
        records.save(desk, child.model_copy(update={"leaving_date": date(2015, 7, 20)}))
    with monkeypatch.context() as patched:  # while the day's backup is made, which comes after the note
        patched.setattr("senco_desk.cli.opening.backups.due", stopped)
        assert said(cli, "note", "--pupil", GRACE, "Rang home") == (130, STAYS)
    with monkeypatch.context() as patched:
        patched.setattr("senco_desk.cli.erasing.erasing.scrub", stopped)
        erased = said(cli, "erase", "--pupil", GRACE, "--name", "Grace Young", "--reason", "Time is over")
    assert erased == (130, STAYS)
    with cli.desk() as desk:
        assert nouns.PUPILS.all(desk.store) == []
    with monkeypatch.context() as patched:  # a desk was made, and is there
        patched.setattr("senco_desk.cli.desks.before_opening.look_at_place", stopped)
        made = said(cli, "new", "--school", "Riverbank", "--authority", "medway", cli.folder / "fresh.sencodesk")
    assert made == (130, STAYS)
    assert (cli.folder / "fresh.sencodesk").is_dir()


def test_stopping_while_something_is_only_shown_changes_nothing(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_given: Any, **_named: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("senco_desk.cli.say.Say.answer", stopped)
    assert said(cli, "register") == (130, "Stopped. Nothing was changed.\n")


def test_a_backup_never_overwrites(cli: Cli) -> None:
    there = cli.file("there.txt", "mine")
    code, err = said(cli, "backup", "--to", there)
    assert code == 2
    assert "already there" in err
    assert there.read_text() == "mine\n"


def test_new_refuses_a_desk_that_is_there_a_weak_passphrase_and_an_unknown_authority(cli: Cli) -> None:
    make = ("new", "--school", "Riverbank", "--authority", "medway")
    assert said(cli, *make, cli.path)[0] == 2
    fresh = cli.folder / "fresh.sencodesk"
    code, err = said(cli, "new", "--school", "Riverbank", "--authority", "atlantis", fresh)
    assert code == 2
    assert "medway" in err
    cli.environ["SENCO_DESK_PASSPHRASE"] = "weak"
    assert said(cli, *make, fresh)[0] == 2
    assert not fresh.exists()
    assert Path(cli.path).exists()


@pytest.mark.parametrize(("school", "words"), [("  ", "give the school’s name"), ("x" * 300, "too long")])
def test_a_school_has_a_name_that_can_be_kept(cli: Cli, school: str, words: str) -> None:
    fresh = cli.folder / "fresh.sencodesk"
    code, err = said(cli, "new", "--school", school, "--authority", "medway", fresh)
    assert (code, cli.faults) == (2, [])
    assert words in err
    assert not fresh.exists()


def test_a_backup_does_not_go_into_the_desk(cli: Cli) -> None:
    code, err = said(cli, "backup", "--to", cli.path / "inside.sencodesk")
    assert code == 2
    assert "Choose a place outside" in err
    assert not (cli.path / "inside.sencodesk").exists()


def test_undo_never_takes_the_school_away(cli: Cli) -> None:
    code, err = said(cli, "undo")
    assert (code, err) == (2, "There is nothing to undo.\n")
    assert cli.does("spend") == {"pupils": []}


def test_verify_tells_of_damage_that_stands_in_the_way_of_its_own_checks(cli: Cli) -> None:
    records = cli.path / "desk.db"
    sound = records.read_bytes()
    opened = 0
    for place in range(4096 + 100, len(sound), 5 * 4096):
        data = bytearray(sound)
        data[place] ^= 0xFF
        records.write_bytes(data)
        ran = cli("verify", "--json")
        assert (ran.code, cli.faults) == (3, [])
        assert "damaged" in ran.err
        if ran.out:  # else the damage was in the way of opening the desk
            assert (ran.json["ok"], bool(ran.json["integrity"])) == (False, True)
            opened += 1
    assert opened


def test_a_missing_file_is_the_same_trouble_for_every_command(cli: Cli) -> None:
    cli.does("import", "roll", cli.file("roll.csv", HEAD, ROLL[1]))
    away = cli.folder / "away.pdf"
    code, err = said(cli, "attach", "--pupil", GRACE, cli.file("there.txt", "a page"), away, away.with_name("b.pdf"))
    assert code == said(cli, "import", "roll", away)[0] == 3
    assert f"There is no file {away}, nor {away.with_name('b.pdf')}." in err
    assert cli.does("verify")["attachments"]["checked"] == 0


def test_a_desk_locked_by_another_computer_is_taken_over_only_when_asked(cli: Cli) -> None:
    words = '{"who": "s.clarke", "where": "HOME-LAPTOP", "pid": 1, "since": "2026-11-01T08:05:00"}'
    (cli.path / "desk.lock").write_text(words)
    code, err = said(cli, *NOTE)
    assert code == 3
    assert "by s.clarke on HOME-LAPTOP since 08:05 on 1 November 2026" in err
    assert said(cli, *NOTE, "--take-over") == said(cli, *NOTE)  # now only the pupil is not known
    assert not (cli.path / "desk.lock").exists()


def test_a_new_desk_in_a_folder_that_is_copied_away_is_made_and_said(cli: Cli) -> None:
    (cli.folder / "OneDrive - Riverbank").mkdir()
    fresh = cli.folder / "OneDrive - Riverbank" / "fresh.sencodesk"
    ran = cli("new", "--school", "Riverbank", "--authority", "medway", fresh, "--json")
    assert ran.code == 0
    assert "OneDrive copies the folder" in ran.err
    found = cli("verify", "--desk", fresh, "--json")
    assert "cloud" in [each["id"] for each in found.json["findings"]]
