"""The demo school is made afresh, but never over anything that somebody may miss."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from senco_desk.services import desks
from senco_desk.services.demo import making
from tests.builders import CHEAP, TODAY
from tests.cli.conftest import Cli, Ran


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A demo school that was made once, and its passphrase."""
    folder = tmp_path_factory.mktemp("made")
    told = Cli(folder, {}).does("demo", folder / "demo", "--pupils", "3")
    assert told["pack"] == str(folder / "demo" / "pack.pdf")
    return folder / "demo", told["passphrase"]


@pytest.fixture
def demo(cli: Cli, made: tuple[Path, str]) -> Path:
    """A copy of it of one's own."""
    cli.environ.clear()
    cli.environ["SENCO_DESK_PASSPHRASE"] = made[1]
    return Path(shutil.copytree(made[0], cli.folder / "demo"))


def again(cli: Cli, *more: str) -> Ran:
    return cli("demo", cli.folder / "demo", "--pupils", "3", *more)


def state(folder: Path) -> dict[str, bytes]:
    """Every file but those that count openings."""
    return {
        str(path): path.read_bytes()
        for path in sorted(folder.rglob("*.*"))
        if path.is_file() and path.name != "desk.count" and not path.name.startswith("desk.state")
    }


def test_an_untouched_demo_is_replaced_and_nothing_else_is_left(cli: Cli, demo: Path) -> None:
    assert cli("register", "--desk", demo / "demo.sencodesk").code == 0
    assert again(cli).code == 0
    assert sorted(path.name for path in demo.iterdir()) == ["demo.sencodesk", "pack.pdf", "register.pdf"]


def test_a_demo_that_was_worked_on_is_kept_until_told_otherwise(cli: Cli, demo: Path) -> None:
    (child,) = cli.does("register", "--desk", demo / "demo.sencodesk")["pupils"][:1]
    note = ("note", "--desk", demo / "demo.sencodesk", "--pupil", child["upn"], "Mine")
    cli.does(*note)
    for _ in range(2):
        before = state(demo)
        ran = again(cli)
        assert ran.code == 2
        assert "has been worked on since it was made" in ran.err
        assert "--replace" in ran.err
        assert {name: state(demo)[name] for name in before} == before
        cli.does("undo", "--desk", demo / "demo.sencodesk")  # what was undone was done too
        cli.does(*note)
    assert again(cli, "--replace").code == 0
    assert again(cli).code == 0


def test_a_real_desk_of_that_name_is_never_replaced(cli: Cli, demo: Path) -> None:
    cli.path.rename(demo / "aside")
    (demo / "demo.sencodesk").rename(demo / "was-demo")
    (demo / "aside").rename(demo / "demo.sencodesk")
    for more in ((), ("--replace",)):
        ran = again(cli, *more)
        assert ran.code == 2
        assert "does not open as a demo school" in ran.err
    assert (demo / "demo.sencodesk" / "desk.db").exists()


def test_somebody_s_own_papers_are_not_overwritten(cli: Cli) -> None:
    (cli.folder / "demo").mkdir()
    mine = cli.folder / "demo" / "register.pdf"
    mine.write_text("mine")
    ran = again(cli)
    assert ran.code == 2
    assert "there is a register.pdf already" in ran.err
    assert mine.read_text() == "mine"
    assert again(cli, "--replace").code == 0


def test_a_failure_on_the_way_leaves_the_earlier_demo(cli: Cli, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    before = state(demo)
    monkeypatch.setattr(making.packs, "make", stopped)
    assert again(cli).code == 130
    assert sorted(path.name for path in demo.iterdir()) == ["demo.sencodesk", "pack.pdf", "register.pdf"]
    assert {name: state(demo)[name] for name in before} == before


def test_a_demo_that_is_open_stays(cli: Cli, demo: Path) -> None:
    keys = desks.unlock(demo / "demo.sencodesk", making.PASSPHRASE, floor=CHEAP)
    desk = desks.open_with(demo / "demo.sencodesk", keys, day=lambda: TODAY, clock=cli.clock)
    ran = again(cli, "--replace")
    assert ran.code == 3
    assert "already open" in ran.err
    desk.close()
