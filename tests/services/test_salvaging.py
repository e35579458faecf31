"""Salvaging as a deed: a new desk that was checked, a list for paper, and nothing left where it was stopped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import CancelledError, RefusedError, TroubleError
from senco_desk.services import attachments, desks, records, salvaging
from senco_desk.services.salvaging import Outcome
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A desk with a page and an attachment that are damaged."""
    desk = a_desk(tmp_path)
    child = a_pupil(desk, legal_forename="Xanthippe")
    for number in range(8):
        records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, kind="note", text=f"{number} about reading " * 60))
    attachments.attach(desk, child.id, b"a letter from Mum", filename="letter.txt")
    desk.close()
    folder = tmp_path / "school.sencodesk"
    content = bytearray((folder / "desk.db").read_bytes())
    content[-3000] ^= 1
    (folder / "desk.db").write_bytes(content)
    blob = next((folder / "files").iterdir())
    blob.write_bytes(blob.read_bytes()[:-1] + b"\0")
    return folder


def salvaged(folder: Path, to: Path, progress: object = None) -> Outcome:
    keys = desks.unlock(folder, PASSPHRASE, floor=CHEAP)
    return salvaging.salvage(folder, keys, to, day=lambda: TODAY, clock=Clock(), progress=progress)  # type: ignore[arg-type]


def test_what_is_missing_is_on_the_list_and_the_rest_is_sound(broken: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in broken.rglob("*") if path.is_file()}
    made = salvaged(broken, tmp_path / "new.sencodesk")
    assert (made.sound, made.complete) == (True, False)
    paper = made.paper()
    assert "[  ]  The file of “letter” is damaged or gone." in paper
    assert "20 November 2026" in paper
    assert str(broken) in paper
    assert "1 × pupil" in paper
    assert made.sentence().startswith("1 of ")
    assert made.sentence().endswith("One thing is missing or incomplete.")
    assert {path: path.read_bytes() for path in broken.rglob("*") if path.is_file()} == before


def test_a_target_that_will_not_do_is_refused(broken: Path, tmp_path: Path) -> None:
    for to, words in ((tmp_path / "new", "ends in"), (broken, "already there"), (broken / "n.sencodesk", "outside")):
        with pytest.raises(RefusedError, match=words):
            salvaged(broken, to)
    keys = desks.unlock(broken, PASSPHRASE, floor=CHEAP)
    (broken / "desk.db").unlink()
    with pytest.raises(TroubleError, match="No records file"):
        salvaging.salvage(broken, keys, tmp_path / "n.sencodesk", day=lambda: TODAY, clock=Clock())


@pytest.mark.parametrize("stop_in", ["Reading what is left", "Writing the new desk"])
def test_stopping_leaves_nothing_behind(broken: Path, tmp_path: Path, stop_in: str) -> None:
    class Stops:
        what = ""

        def start(self, what: str, total: int) -> None:
            assert total > 0
            self.what = what

        def step(self, done: int = 1) -> None:
            assert done
            if self.what == stop_in:
                raise CancelledError

    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(CancelledError):
        salvaged(broken, tmp_path / "new.sencodesk", Stops())
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_confidential_document_that_is_lost_is_named_to_a_senco_only(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    letter = attachments.attach(desk, a_pupil(desk).id, b"a letter", title="Strictly private", confidential=True).value
    folder, keys = desk.store.folder, desk.store.keys
    assert keys is not None
    desk.close()
    (folder / "files" / letter.blob).unlink()
    for role, told in (("senco", True), ("assistant", False)):
        to = tmp_path / f"{role}.sencodesk"
        paper = salvaging.salvage(folder, replace(keys, role=role), to, day=lambda: TODAY, clock=Clock()).paper()
        assert ("Strictly private" in paper) is told
        assert "damaged or gone" in paper
