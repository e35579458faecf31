"""A short run of the trial of damaged files, and that it would notice: `python3 dev.py trial mutations` is the long."""

from __future__ import annotations

from pathlib import Path

import pytest

from trials import mutations, seeds
from trials.mutations import Worker

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="what a file costs in memory can only be measured on Linux"
)


def test_a_hundred_damaged_files_cost_no_more_than_a_sentence() -> None:
    tried = mutations.trial(100, seed=7, workers=1)
    assert [each for each in tried if each.verdict.startswith("WRONG")] == []
    assert {each.verdict for each in tried} == {"read", "refused"}


def test_sound_files_are_read_and_the_desk_too(tmp_path: Path) -> None:
    worker = Worker(tmp_path, 1)
    found = seeds.papers()
    for name in ("letter.pdf", "form.pdf", "packed.pdf", "picture.png", "deep.png", "by and by.jpg"):
        assert worker.paper(found[name]), name
    for name in ("report.docx", "phone.heic"):
        assert not worker.paper(found[name]), name
    for name in ("roll.csv", "roll.txt", "roll.xlsx", "transfer.xml"):
        assert worker.roll(worker.lists[name], name), name
    worker.desk.close()


def test_a_traceback_a_long_wait_and_much_memory_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(tmp_path, 1)
    assert worker._measured("any", lambda: 1 // 0 == 0).verdict.startswith("WRONG: ")
    monkeypatch.setattr(mutations, "MEGABYTES", 1.0)
    assert worker._measured("any", lambda: True).verdict.startswith("WRONG: 0.0 s")
    worker.desk.close()
