"""The health of an open desk: when the whole check is due, and what a glance and the check find."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.progress import Silent
from senco_desk.services import attachments, checking, desks, records
from senco_desk.services.desk import Desk
from senco_desk.store.errors import DamagedDeskError
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil, reopened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = a_desk(tmp_path)
    child = a_pupil(desk)
    for number in range(8):
        records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, kind="note", text=f"{number} about reading " * 60))
    attachments.attach(desk, child.id, b"a letter from Mum", filename="letter.txt")
    desk.close()
    return tmp_path / "school.sencodesk"


def opened(folder: Path, days: int = 0, **how: bool) -> Desk:
    keys = desks.unlock(folder, PASSPHRASE, floor=CHEAP)
    return desks.open_with(folder, keys, day=lambda: TODAY + timedelta(days), clock=Clock(), **how)


def checked(desk: Desk) -> checking.Checked:
    checking.prepare(desk)
    reader = desk.reader()
    try:
        return checking.whole(reader, Silent())
    finally:
        reader.close()


def test_it_is_due_once_a_week_and_after_a_bad_end(folder: Path) -> None:
    desk = opened(folder)
    assert not checking.due(desk)
    desk.close()
    desk = opened(folder, days=7)
    assert checking.due(desk)
    found = checked(desk)
    assert found.ok
    checking.note(desk, found)
    assert not checking.due(desk)
    desk = reopened(desk)
    assert not checking.due(desk)
    desk.store.check_wanted = True
    assert checking.due(desk)
    checking.note(desk, checking.Checked(("Page 3 is damaged.",)))
    assert checking.due(desk)
    desk.close()
    desk = opened(folder, days=14)
    assert checking.due(desk)
    desk.close()
    desk = opened(folder, days=14, read_only=True)
    assert not checking.due(desk)
    desk.close()


def test_a_damaged_page_is_found_and_named(folder: Path) -> None:
    content = bytearray((folder / "desk.db").read_bytes())
    content[-3000] ^= 1
    (folder / "desk.db").write_bytes(content)
    desk = opened(folder)
    found = checked(desk)
    assert not found.ok
    assert found.sentences[0] == f"Page {len(content) // 4096} of the records file is damaged."
    desk.close()


def test_a_glance_sees_attachments_that_are_gone(folder: Path) -> None:
    desk = opened(folder)
    assert checking.glance(desk).ok
    for blob in (folder / "files").iterdir():
        blob.unlink()
    assert checking.glance(desk).sentences == ("One attachment is damaged or missing.",)
    desk.close()


def test_a_file_cut_short_is_refused_on_the_way_in(folder: Path) -> None:
    (folder / "desk.db").write_bytes((folder / "desk.db").read_bytes()[:-4096])
    with pytest.raises(DamagedDeskError):
        opened(folder)


def test_work_that_goes_on_meanwhile_is_not_called_damage(folder: Path) -> None:
    desk = opened(folder, days=7)
    child = a_pupil(desk)

    class Works:
        def start(self, what: str, total: int) -> None:
            records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, kind="note", text=what * 200 + str(total)))

        def step(self, done: int = 1) -> None:
            records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, kind="note", text=f"step {done}"))

    reader = desk.reader()
    try:
        assert checking.whole(reader, Works()).ok
    finally:
        reader.close()
    desk.close()
