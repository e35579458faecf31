"""A short run of the trial of erasures, and that it would notice a child who is half gone."""

from __future__ import annotations

from pathlib import Path

from trials import erasures
from trials.workload import DESK, opened


def test_a_kill_leaves_a_child_whole_or_gone() -> None:
    counts = erasures.trial(kills=5, seed=7)
    assert counts["wrong"] == 0
    assert counts.total() == 5


def test_a_child_who_is_half_gone_and_bytes_that_are_left_are_noticed(tmp_path: Path) -> None:
    template, place = tmp_path / "template", tmp_path / "place"
    for folder in (template, place):
        folder.mkdir()
    child_id = erasures.make(template)
    assert erasures.one_kill(template, child_id, place, 3) == "gone"
    half = tmp_path / "half"
    erasures.shutil.copytree(template, half)
    desk = opened(half / DESK)
    desk.store.db.execute("delete from status where pupil_id = ?", [child_id])
    desk.close()
    assert erasures.judge(template, half, child_id, confirmed=False).startswith("wrong")
