"""Find anything: what is typed, however it is typed, finds the child and the words; and documents are read for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.papers import Document, NoteDraft
from senco_desk.domain.problems import CancelledError, TroubleError
from senco_desk.domain.progress import Progress
from senco_desk.domain.pupils import Pupil
from senco_desk.services import attaching, document_text, finding, reading_pages, records, undoing
from senco_desk.services.desk import Desk
from senco_desk.services.finding import Found
from senco_desk.store import found as index
from senco_desk.store import nouns
from tests.builders import TODAY, a_cycle, a_desk, a_pupil, everything
from tests.papers import a_protected_pdf, a_text_pdf


@pytest.fixture
def amelia(desk: Desk) -> Pupil:
    pupil = a_pupil(desk, legal_forename="Amelia", legal_surname="Okafor")
    records.add(desk, NoteDraft(pupil_id=pupil.id, on=date(2026, 11, 3), text="A sensory break helped.", kind="call"))
    records.add(desk, NoteDraft(pupil_id=pupil.id, on=date(2026, 11, 4), text="Quiet reading before lunch."))
    other = a_pupil(desk, legal_forename="Ben", legal_surname="O’Neill")
    records.add(desk, NoteDraft(pupil_id=other.id, on=date(2026, 11, 5), text="A sensory toy, lost again."))
    return pupil


def plain(found: list[Found]) -> list[str]:
    return [f"{each.where}: {each.plain}" if each.plain else each.where for each in found]


def pupils_of(desk: Desk, typed: str) -> list[str]:
    return [each.words for each in finding.answer(desk, typed).under("pupils")]


def test_a_word_finds_what_is_written_and_says_where_it_stands(desk: Desk, amelia: Pupil) -> None:
    assert sorted(plain(finding.find(desk, "sensory"))) == [
        "Note · 5 November 2026 · Ben O’Neill: A sensory toy, lost again.",
        "Phone call · 3 November 2026 · Amelia Okafor: A sensory break helped.",
    ]
    (first, *_) = finding.find(desk, "senso")
    assert ("sensory", True) in first.snippet


def test_a_name_and_a_word_find_what_is_written_on_that_child(desk: Desk, amelia: Pupil) -> None:
    assert [each.pupil_id for each in finding.find(desk, "okafor sensory")] == [amelia.id]
    assert [each.pupil_id for each in finding.find(desk, "sensory Okfor")] == [amelia.id]
    assert finding.find(desk, "amelia toy") == []


def test_quotes_want_the_words_side_by_side(desk: Desk, amelia: Pupil) -> None:
    assert len(finding.find(desk, "break sensory")) == 1
    assert len(finding.find(desk, "“sensory break”")) == len(finding.find(desk, '"sensory bre')) == 1
    assert finding.find(desk, '"break sensory"') == []


@pytest.mark.parametrize("typed", ["Amelia", "ameila", "Ameila Okfor", "amlia okafor", "ameliaa", "okafro amelia"])
def test_a_name_typed_nearly_right_is_forgiven(desk: Desk, amelia: Pupil, typed: str) -> None:
    assert pupils_of(desk, typed) == ["Amelia Okafor"]


@pytest.mark.parametrize("typed", ["Oneil", "o'neil", "O Neill", "oneill", "Onell"])
def test_an_apostrophe_may_be_left_out(desk: Desk, amelia: Pupil, typed: str) -> None:
    assert pupils_of(desk, typed) == ["Ben O’Neill"]


def test_what_was_typed_exactly_comes_before_what_is_near_it(desk: Desk) -> None:
    for forename in ("Clara", "Clare", "Claire"):
        a_pupil(desk, legal_forename=forename, legal_surname="Day")
    assert pupils_of(desk, "claire")[:2] == ["Claire Day", "Clare Day"]
    assert pupils_of(desk, "clare")[:2] == ["Clare Day", "Claire Day"]
    assert pupils_of(desk, "cla") == ["Claire Day", "Clara Day", "Clare Day"]


def test_each_heading_counts_what_it_does_not_show(desk: Desk, amelia: Pupil) -> None:
    a_cycle(desk, amelia, strategies="A sensory corner.")
    answer = finding.answer(desk, "sensory", each=1)
    assert {heading: number for heading, number in answer.counted.items() if number} == {"plans": 1, "notes": 2}
    assert [each.heading for each in answer.found] == ["plans", "notes"]
    assert answer.under("plans")[0].within


def test_every_document_that_is_counted_is_listed(desk: Desk, amelia: Pupil, tmp_path: Path) -> None:
    papers = [attached(desk, amelia, tmp_path, f"{number}.pdf", f"Cover {number}") for number in range(12)]
    for paper in papers:
        index.put_pages(desk.store, paper.id, paper.blob, ["The lantern test"] * 20)
    answer = finding.answer(desk, "lantern", each=200)
    assert len(answer.under("documents")) == answer.counted["documents"] == 12


def test_a_single_letter_and_no_letter_find_nothing(desk: Desk, amelia: Pupil) -> None:
    for typed in ("", " ", "s", "—", '"', "''", "…s"):
        assert finding.find(desk, typed) == []
    assert len(finding.find(desk, "sensory b")) == len(finding.find(desk, "sensory"))


@pytest.fixture(scope="module")
def prying(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = a_desk(tmp_path_factory.mktemp("prying"))
    pupil = a_pupil(made, legal_forename="Amelia", legal_surname="Okafor")
    records.add(made, NoteDraft(pupil_id=pupil.id, on=TODAY, text="AND OR NOT NEAR a* b^ -c (d) {e} f:g"))
    yield made, finding.children_of(made)
    made.close()


@given(st.text(max_size=40) | st.text(alphabet="\"'*^:-(){}+ aANDORT\0\ud800", max_size=20))
def test_whatever_is_typed_is_looked_for_and_never_understood(prying: Any, typed: str) -> None:
    desk, known = prying
    for each in finding.answer(desk, typed, children=known).found:
        assert each.where
        assert each.pupil_id


def attached(desk: Desk, pupil: Pupil, tmp_path: Path, name: str, *pages: str) -> Document:
    path = tmp_path / name
    path.write_bytes(a_text_pdf(*pages) if pages else a_protected_pdf())
    (kept,) = attaching.attach_all(desk, pupil.id, [path], title=name)
    return kept.document


def test_the_pages_of_documents_are_read_and_found(desk: Desk, amelia: Pupil, tmp_path: Path) -> None:
    paper = attached(desk, amelia, tmp_path, "Report.pdf", "Cover", "The lantern test was enjoyed.")
    attached(desk, amelia, tmp_path, "Locked.pdf")
    before = everything(desk)
    label = undoing.undo_label(desk)
    assert reading_pages.read_unread(desk) == 2
    assert (everything(desk), undoing.undo_label(desk)) == (before, label)
    (found,) = finding.find(desk, "okafor lantern")
    assert (found.record_id, found.page) == (paper.id, 2)
    assert found.where.startswith("Report.pdf · ")
    assert "page 2" in found.where
    assert reading_pages.read_unread(desk) == 0


class Stops:
    """A progress that has had enough at a step."""

    def __init__(self, after: int) -> None:
        self.left = after

    def start(self, what: str, total: int) -> None: ...

    def step(self, done: int = 1) -> None:
        self.left -= done
        if self.left < 0:
            raise CancelledError


def test_reading_keeps_what_it_read_until_it_was_stopped_and_gives_way(
    desk: Desk, amelia: Pupil, tmp_path: Path
) -> None:
    for number in range(3):
        attached(desk, amelia, tmp_path, f"{number}.pdf", f"Lantern {number}")
    with pytest.raises(CancelledError):
        reading_pages.read_unread(desk, Stops(0))
    assert len(index.unread(desk.store)) == 2
    assert reading_pages.read_unread(desk, go_on=lambda: len(index.unread(desk.store)) > 1) == 1
    assert len(finding.find(desk, "lantern")) == 2


@pytest.mark.parametrize("steps", [1, 3])
def test_reading_gives_way_within_a_document_and_reads_it_later(
    desk: Desk, amelia: Pupil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    attached(desk, amelia, tmp_path, "Long.pdf", "Lantern")
    asked, told = [], Stops(9)
    whole = document_text.words_of

    def slowly(desk: Desk, document: Document, watcher: Progress) -> list[str]:
        for _ in range(5):
            watcher.step(0)
        asked.append("to the end")
        return whole(desk, document)

    def go_on() -> bool:
        asked.append("go on?")
        return len(asked) <= steps

    monkeypatch.setattr(document_text, "words_of", slowly)
    assert reading_pages.read_unread(desk, told, go_on=go_on) == 0
    assert asked == ["go on?"] * (steps + 1)
    assert told.left == 9
    assert len(index.unread(desk.store)) == 1
    assert reading_pages.read_unread(desk) == 1
    assert len(finding.find(desk, "lantern")) == 1


def test_reading_gives_way_while_a_long_document_is_written(
    desk: Desk, amelia: Pupil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attached(desk, amelia, tmp_path, "Long.pdf", "Lantern", "Lantern", "Lantern")
    monkeypatch.setattr(index, "_LETTERS", 1)
    monkeypatch.setattr(document_text, "words_of", lambda *_: ["Lantern"] * 3)
    asked = iter((True, True, False))
    assert reading_pages.read_unread(desk, go_on=lambda: next(asked)) == 0
    assert len(index.unread(desk.store)) == 1
    assert reading_pages.read_unread(desk) == 1
    assert index.unread(desk.store) == []


def test_reading_leaves_the_rest_where_the_world_stands_in_the_way(
    desk: Desk, amelia: Pupil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attached(desk, amelia, tmp_path, "Report.pdf", "Lantern")

    def refuse(*_: object) -> list[str]:
        raise TroubleError("The helper does not start.", "All is safe.", "Try again.")

    monkeypatch.setattr(document_text, "words_of", refuse)
    assert reading_pages.read_unread(desk) == 0
    assert len(index.unread(desk.store)) == 1


def test_a_document_that_is_gone_or_another_by_now_is_not_written(desk: Desk, amelia: Pupil, tmp_path: Path) -> None:
    paper = attached(desk, amelia, tmp_path, "Report.pdf", "Lantern")
    records.remove(desk, nouns.DOCUMENTS.get(desk.store, paper.id))
    assert not index.put_pages(desk.store, paper.id, paper.blob, ["Lantern"])
    assert finding.find(desk, "lantern") == []
