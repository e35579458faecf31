"""A crash report helps to find a fault and holds nothing of a pupil."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from senco_desk.app import crash

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def a_fault() -> Exception:
    pupil = "Grace Young"
    try:
        try:
            raise KeyError(pupil)
        except KeyError as inner:
            raise ValueError(f"nothing known of {pupil}") from inner
    except ValueError as outer:
        return outer


def test_a_report_names_kinds_and_places_and_no_values() -> None:
    report = crash.report_of(a_fault(), ["note"], NOW)
    assert "builtins.KeyError" in report
    assert "builtins.ValueError" in report
    assert "in a_fault" in report
    assert "command: note" in report
    assert "2026-11-20T09:30:00" in report
    assert "Grace" not in report
    assert "Young" not in report
    assert str(Path.home()) not in report


def test_a_first_word_that_is_no_command_is_left_out() -> None:
    assert "Young" not in crash.report_of(a_fault(), ["Young"], NOW)
    assert "/home" not in crash.report_of(a_fault(), ["/home/young"], NOW)


def test_only_the_newest_reports_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "logs" / "crashes"
    paths = [crash.keep_report(folder, a_fault(), [], NOW + timedelta(seconds=n)) for n in range(crash.KEPT + 3)]
    assert sorted(folder.iterdir()) == paths[3:]


def test_where_no_report_can_be_kept_none_is_promised(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert crash.keep_report(tmp_path / "file" / "crashes", a_fault(), [], NOW) is None


def test_only_this_account_may_read_a_report(tmp_path: Path) -> None:
    path = crash.keep_report(tmp_path, a_fault(), [], NOW)
    assert path is not None
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
