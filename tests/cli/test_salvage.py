"""`salvage` at the command line: what came back and what is missing, as text and JSON, by the exit code too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from senco_desk.services import attachments, desks
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_pupil

PAGE = 4096


def broken(cli: Any, *, paper: bool = False) -> None:
    keys = desks.unlock(cli.path, PASSPHRASE, floor=CHEAP)
    desk = desks.open_with(cli.path, keys, day=lambda: TODAY, clock=Clock())
    child = a_pupil(desk, legal_forename="Xanthippe")
    attachments.attach(desk, child.id, b"a letter from Mum", filename="letter.txt")
    desk.close()
    content = bytearray((cli.path / "desk.db").read_bytes())
    content[600] ^= 1
    (cli.path / "desk.db").write_bytes(content)
    if paper:
        next((cli.path / "files").iterdir()).write_bytes(b"damaged")


def test_everything_came_back(cli: Any, tmp_path: Path) -> None:
    broken(cli)
    before = (cli.path / "desk.db").read_bytes()
    ran = cli("salvage", cli.path, "--to", tmp_path / "new.sencodesk", "--json")
    assert ran.code == 0
    assert (ran.json["complete"], ran.json["damaged_pages"], ran.json["missing"]) == (True, 1, [])
    assert ran.json["rows"]["pupil"] >= 1
    assert (cli.path / "desk.db").read_bytes() == before
    assert cli("verify", "--desk", tmp_path / "new.sencodesk").code == 0


def test_what_is_missing_is_said_and_ends_with_3(cli: Any, tmp_path: Path) -> None:
    broken(cli, paper=True)
    ran = cli("salvage", cli.path, "--to", tmp_path / "new")
    assert ran.code == 3
    assert "The file of “letter” is damaged or gone." in ran.err
    assert "called new.sencodesk" in ran.err
    assert "One thing is missing" in ran.out
    assert (tmp_path / "new.sencodesk").is_dir()


def test_it_refuses_what_it_cannot_do_in_words(cli: Any, tmp_path: Path) -> None:
    broken(cli)
    ran = cli("salvage", cli.path, "--to", cli.path)
    assert (ran.code, "already there" in ran.err) == (2, True)
    ran = cli("salvage", tmp_path / "nowhere.sencodesk", "--to", tmp_path / "new.sencodesk")
    assert (ran.code, "was found in the folder" in ran.err) == (3, True)
    assert cli("salvage", cli.path).code == 2
