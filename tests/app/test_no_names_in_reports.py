"""Crash reports and whatever else the program writes down about itself hold no name, wherever an error had it from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.app import crash
from senco_desk.domain.pupils import PupilDraft
from senco_desk.services.demo import names
from senco_desk.store import connection
from senco_desk.ui.work import crash_report
from tests.house.sources import ROOT

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LISTS = [each for each in vars(names).values() if isinstance(each, tuple)]
NAMES = sorted({word for each in LISTS for word in each if isinstance(word, str)})
"""Every forename and surname that the demo school draws from."""


def in_the_message(name: str) -> None:
    raise ValueError(f"{name} could not be shown")


def in_a_local(name: str) -> None:
    pupil = {"legal_forename": name}
    raise KeyError(pupil["legal_forename"] + pupil["missing"] if "missing" in pupil else name)


def in_what_sqlite_was_asked(name: str) -> None:
    db = connection.connect_memory()
    try:
        db.execute(f"select * from pupil where legal_forename = '{name.replace(chr(39), chr(39) * 2)}'", [name])
    finally:
        db.close()


def in_a_file_name(name: str) -> None:
    Path(f"/nowhere/{name} letter.pdf").read_bytes()


def in_what_pydantic_was_given(name: str) -> None:
    PupilDraft.model_validate({"legal_forename": name, "year_group": [name], "date_of_birth": name})


def in_json(name: str) -> None:
    json.loads(f'{{"pupil": "{name}", ')


def in_a_note(name: str) -> None:
    error = RuntimeError("nothing")
    error.add_note(f"while reading {name}")
    raise error


def in_several(name: str) -> None:
    raise ExceptionGroup(f"about {name}", [ValueError(name), KeyError(name)])


def in_a_cause(name: str) -> None:
    try:
        in_a_file_name(name)
    except OSError as inner:
        raise RuntimeError(f"no paper of {name}") from inner


def in_a_decoding(name: str) -> None:
    (name.encode() + b"\xff").decode()


WAYS = (
    in_the_message, in_a_local, in_what_sqlite_was_asked, in_a_file_name, in_what_pydantic_was_given, in_json,
    in_a_note, in_several, in_a_cause, in_a_decoding,
)  # fmt: skip


def forced(way: Callable[[str], None], name: str) -> BaseException:
    try:
        way(name)
    except Exception as error:  # noqa: BLE001  whatever it is, it is looked at
        return error
    raise AssertionError(f"{way.__name__} raised nothing")


def test_the_names_are_those_of_the_demo_school() -> None:
    assert len(NAMES) > 60


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_report_holds_a_name(way: Callable[[str], None], tmp_path: Path) -> None:
    for name in NAMES:
        error = forced(way, name)
        path = crash.keep_report(tmp_path, error, [name], NOW)
        assert path is not None
        for report in (path.read_text(encoding="utf-8"), crash_report(error), path.name):
            told = [line for line in report.split("\n") if not line.startswith("  ")]  # places are the program's own
            assert name not in "\n".join(told), way.__name__
            assert f"{name} " not in report
            assert way.__name__ in report or report == path.name
        path.unlink()


@given(st.text(min_size=6, max_size=40).filter(lambda text: not text.isascii()), st.sampled_from(WAYS))
def test_no_report_holds_any_word_of_an_error(words: str, way: Callable[[str], None]) -> None:
    try:
        error = forced(way, words)
    except (ValueError, AssertionError):  # not every text can be a file's name, or is refused by every way
        return
    assert words not in crash.report_of(error, [words], NOW)
    assert words not in crash_report(error)


_UNCAUGHT = {
    "at the top": "raise ValueError(NAME)",
    "in a thread": "import threading; t = threading.Thread(target=lambda: 1 // 0 or NAME, args=()); "
    "t = threading.Thread(target=int, args=(NAME,)); t.start(); t.join()",
    "where it cannot be raised": "class Gone:\n    def __del__(self): raise ValueError(NAME)\nGone()",
    "in a slot of Qt": "from PySide6.QtCore import QCoreApplication, QTimer\napp = QCoreApplication([])\n"
    "QTimer.singleShot(0, lambda: int(NAME))\nQTimer.singleShot(50, app.quit)\napp.exec()",
}


@pytest.mark.parametrize("where", _UNCAUGHT)
def test_what_nobody_catches_is_told_without_its_words(where: str, tmp_path: Path) -> None:
    """Desktops keep a program's error stream in a log, so a name must not get there either."""
    script = (
        f"NAME = 'Zanthippe Quillersby'\nfrom senco_desk.app import main\nmain._say_no_values()\n{_UNCAUGHT[where]}\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT,
        env=os.environ | {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Something went wrong inside Senco Desk" in done.stderr
    reports = list(tmp_path.rglob("crash-*.txt"))
    assert reports or sys.platform != "linux"
    for text in (done.stdout, done.stderr, *(path.read_text(encoding="utf-8") for path in reports)):
        assert "Zanthippe" not in text
        assert "Quillersby" not in text
