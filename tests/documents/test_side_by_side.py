"""Papers read two at a time: in their order, once each, and stopped together."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import pytest

from senco_desk.documents import attachments
from senco_desk.documents.appendix_reading import read_appendix
from senco_desk.documents.attachments import Wanted, prepare, prepare_all, read_all, read_and_prepare_all
from senco_desk.documents.side_by_side import FEW, side_by_side
from senco_desk.domain.problems import CancelledError, RefusedError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.machine import contained
from senco_desk.machine.contained import SECOND, Answer, Helper
from tests.documents.reading import a_letter
from tests.papers import a_protected_pdf

HELPERS = (cast("Helper", "first"), cast("Helper", "second"))


class Stops:
    """Somebody who stops the work at the first question."""

    def start(self, what: str, total: int) -> None:
        """Not shown."""

    def step(self, done: int = 1) -> None:
        """Stop."""
        raise CancelledError


@pytest.mark.parametrize("count", [0, 1, FEW - 1, FEW + 30])
def test_answers_come_in_order_and_the_second_helper_only_for_a_row(count: int) -> None:
    def one(paper: int, helper: Helper, _watched: Progress) -> tuple[int, Helper]:
        return paper, helper

    found = list(side_by_side(one, range(count), HELPERS, Silent()))
    assert [paper for paper, _ in found] == list(range(count))
    if count < FEW:
        assert {helper for _, helper in found} <= {"first"}


def test_no_more_papers_are_taken_from_the_drive_than_are_being_read() -> None:
    taken = 0

    def papers() -> Iterator[int]:
        nonlocal taken
        for number in range(40):
            taken += 1
            yield number

    for answered, _ in enumerate(side_by_side(lambda paper, *_: paper, papers(), HELPERS, Silent()), 1):
        assert taken <= answered + len(HELPERS)


def test_what_one_raises_ends_the_others() -> None:
    def one(paper: int, _helper: Helper, _watched: Progress) -> int:
        if paper == 3:
            raise RefusedError("No.")
        return paper

    found = []
    with pytest.raises(RefusedError):
        found.extend(side_by_side(one, range(1_000), HELPERS, Silent()))
    assert threading.active_count() < 20


def test_stopping_the_work_stops_what_is_being_read() -> None:
    seen: list[bool] = []

    def one(_paper: int, _helper: Helper, watched: Progress) -> int:
        waiting = threading.Event()
        try:
            while True:
                watched.step(0)
                waiting.wait(0.01)
        except CancelledError:
            seen.append(True)
            raise

    with pytest.raises(CancelledError):
        list(side_by_side(one, range(5), HELPERS, Stops()))
    assert seen


def test_papers_read_in_a_row_are_what_each_is_alone() -> None:
    papers = [a_letter(1 + number % 3) for number in range(FEW + 3)]
    papers[4], papers[7] = a_protected_pdf(), b""
    read = list(read_all(map(Wanted, papers), Silent()))
    assert read == [read_appendix(each) for each in papers]
    ready = list(prepare_all(map(Wanted, papers), Silent()))
    assert [(each.pages, each.why_not) for each in ready] == [(each.pages, each.why_not) for each in read]
    assert [each.digest for each in ready] == [prepare(each).digest for each in papers]
    for each in ready:
        with each.held:
            assert (len(each.pdf.pages) if each.pdf is not None else 0) == each.pages


def test_a_paper_is_asked_for_once_and_read_as_it_is_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()
    real = contained.Helper.ask

    def ask(self: Helper, reading: str, *given: Any, **named: Any) -> Answer:
        asked[reading] += 1
        return real(self, reading, *given, **named)

    monkeypatch.setattr(contained.Helper, "ask", ask)
    ((read, prepared),) = read_and_prepare_all([Wanted(a_letter(2))], Silent())
    with prepared.held:
        assert prepared.pdf is not None
        assert len(prepared.pdf.pages) == len(read.texts) == 2
    assert asked == {"appendix": 1, "fetch": 1}


def test_what_the_second_helper_kept_is_made_again_when_it_is_gone() -> None:
    prepared, _ = attachments._ready("clean", Wanted(a_letter(2)), SECOND, None)
    SECOND.close()
    with prepared.held:
        assert prepared.pdf is not None
        assert len(prepared.pdf.pages) == 2
