"""Ctrl+K over all that is written, in the real window: it stands under headings, and Enter opens it there."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from senco_desk.domain.papers import DocumentDraft, NoteDraft
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.services import attaching, finding, records
from senco_desk.services.desk import Desk
from senco_desk.store import found as index
from senco_desk.ui import background_reading, found_hits
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.pages import Place
from senco_desk.ui.search import SearchField
from tests import desk_window
from tests.builders import TODAY, a_cycle
from tests.papers import a_text_pdf

desk, children, opened = desk_window.desk, desk_window.children, desk_window.opened


@pytest.fixture
def written(desk: Desk, children: dict[str, Any]) -> dict[str, Any]:
    """A note, a meeting, a plan and a document with the word in them, and many more notes."""
    grace, amelia = children["grace"], children["amelia"]
    note = records.add(desk, NoteDraft(pupil_id=grace.id, on=TODAY, text="Sat by the lantern.", kind="call")).value
    meeting = records.add(desk, MeetingDraft(pupil_id=grace.id, on=TODAY, discussed="The lantern walk")).value
    cycle = a_cycle(desk, children["yusuf"], strategies="A lantern on the desk.")
    paper = records.add(desk, DocumentDraft(
        pupil_id=amelia.id, title="Therapist", kind="speech", added_on=TODAY, filename="t.pdf", blob="a" * 64,
        sha256="b" * 64, bytes=1, media_type="application/pdf", pages=2)).value  # fmt: skip
    index.put_pages(desk.store, paper.id, paper.blob, ["Cover", "The lantern test"])
    for number in range(6):
        records.add(desk, NoteDraft(pupil_id=amelia.id, on=date(2026, 10, 1 + number), text=f"Biscuit {number}."))
    return {"note": note, "meeting": meeting, "cycle": cycle, "paper": paper, **children}


def search(opened: OpenDesk, qtbot: QtBot, typed: str) -> SearchField:
    field = opened.window.bar.search
    opened.window.registry.run("desk.search")
    QTest.keyClicks(field, typed)
    qtbot.waitUntil(lambda: not field.pending, timeout=5000)
    return field


def shown(field: SearchField) -> list[tuple[str, str]]:
    return [(hit.heading, hit.words) for hit in field.hits() if hit.heading != "Commands"]


def test_what_is_found_stands_under_headings_with_a_piece_of_it(written: Any, opened: OpenDesk, qtbot: QtBot) -> None:
    field = search(opened, qtbot, "lantern")
    assert shown(field) == [
        ("Plans", "Yusuf Khan"),
        ("Notes & contacts", "Grace Day"),
        ("Meetings", "Grace Day"),
        ("Documents", "Amelia O’Neill · Therapist"),
    ]
    by_heading = {hit.heading: hit for hit in field.hits()}
    assert by_heading["Notes & contacts"].detail == "Phone call · 20 November 2026"
    assert ("lantern", True) in by_heading["Notes & contacts"].snippet
    assert "page 2" in by_heading["Documents"].detail
    results = field._results
    assert results is not None
    texts = [results.list.item(row).text() for row in range(results.list.count())]
    assert texts[:4] == ["Plans", "Yusuf Khan", "Notes & contacts", "Grace Day"]
    assert results.width() > field.width() or results.width() >= opened.window.width() - 40
    assert "lantern" in by_heading["Plans"].spoken


@pytest.mark.parametrize(
    ("down", "place"),
    [(0, ("cycle", "yusuf", "cycle")), (1, ("pupil", "grace", "chronology")), (2, ("pupil", "grace", "chronology")),
     (3, ("pupil", "amelia", "documents"))],
)  # fmt: skip
def test_enter_opens_it_there(
    written: Any, opened: OpenDesk, qtbot: QtBot, down: int, place: tuple[str, str, str]
) -> None:
    field = search(opened, qtbot, "lantern")
    for _ in range(down):
        QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    page, child, where = place
    assert opened.window.history.here == Place(
        page, (written[child].id, written["cycle"].id if where == "cycle" else where)
    )
    assert field.text() == ""
    current: Any = opened.window.current_page()
    if down == 1:
        assert current.room.sheet.form.fields["text"].value() == "Sat by the lantern."
    if down == 2:
        assert current.room.sheet.form.fields["discussed"].value() == "The lantern walk"
    if down == 3:
        assert [each.id for each in current.documents.table.selected_rows()] == [written["paper"].id]


def test_enter_pressed_at_once_waits_for_what_was_meant(written: Any, opened: OpenDesk, qtbot: QtBot) -> None:
    field = opened.window.bar.search
    opened.window.registry.run("desk.search")
    QTest.keyClicks(field, "yusuf lantern")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened.window.history.here is not None and opened.window.history.here.page == "cycle")


def test_a_name_and_a_command_are_chosen_without_waiting(written: Any, opened: OpenDesk, qtbot: QtBot) -> None:
    field = opened.window.bar.search
    for typed, page in (("grace", "pupil"), ("costs", "costs")):
        opened.window.registry.run("desk.search")
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert opened.window.history.here is not None
        assert opened.window.history.here.page == page


def test_a_name_typed_wrong_is_found(written: Any, opened: OpenDesk, qtbot: QtBot) -> None:
    assert ("Pupils", "Amelia O’Neill") in shown(search(opened, qtbot, "ameila oneil"))


def test_all_of_a_heading_can_be_shown_and_escape_goes_back(written: Any, opened: OpenDesk, qtbot: QtBot) -> None:
    field = search(opened, qtbot, "biscuit")
    assert [hit.words for hit in field.hits()][-1] == "Show all 6"
    QTest.keyClick(field, Qt.Key.Key_PageDown)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(field.hits()) == 6)
    assert {hit.heading for hit in field.hits()} == {"Notes & contacts"}
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: field.hits() and field.hits()[-1].opens_all)
    results = field._results
    assert results is not None
    item = results.list.item(results.list.count() - 1)
    QTest.mouseClick(
        results.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=results.list.visualItemRect(item).center() - QPoint(0, 1),
    )
    qtbot.waitUntil(lambda: len(field.hits()) == 6)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.hits() == []


def test_the_newest_typing_wins_and_nothing_is_told_after_it_is_put_away(
    written: Any, opened: OpenDesk, qtbot: QtBot
) -> None:
    field = opened.window.bar.search
    opened.window.registry.run("desk.search")
    for typed in ("lan", "bis", "lantern", "biscuit"):
        field.setText(typed)
        field.find_now()
    qtbot.waitUntil(lambda: not field.pending)
    assert {heading for heading, _ in shown(field)} == {"Notes & contacts"}
    field.setText("lantern")
    with qtbot.waitSignal(opened.found._seeker.answered):
        field.find_now()
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.hits() == []


def test_many_names_are_read_elsewhere_and_found_all_the_same(
    written: Any, opened: OpenDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("senco_desk.ui.pupil_hits._FEW", 1)
    opened._hits.forget()
    read: list[str] = []
    whole = finding.children_of
    monkeypatch.setattr(finding, "children_of", lambda desk: (read.append("elsewhere"), whole(desk))[1])
    field = search(opened, qtbot, "grace lantern")
    assert [hit.words for hit in field.hits()][:1] == ["Grace Day"]
    assert set(read) == {"elsewhere"}
    assert opened._hits.known is not None


def test_what_is_found_can_be_walked_past_headings(written: Any, opened: OpenDesk, qtbot: QtBot) -> None:
    field = search(opened, qtbot, "lantern")
    results = field._results
    assert results is not None
    walked = []
    for _ in range(4):
        hit = results.current()
        assert hit is not None
        walked.append(hit.heading)
        QTest.keyClick(field, Qt.Key.Key_Down)
    assert walked == ["Plans", "Notes & contacts", "Meetings", "Documents"]
    QTest.keyClick(field, Qt.Key.Key_PageUp)
    first = results.current()
    assert first is not None
    assert first.heading == "Plans"


def test_documents_are_read_in_the_background_and_found(
    written: Any, opened: OpenDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(a_text_pdf("A marmalade sandwich"))
    arriving = [attaching.Arriving(path.read_bytes(), "report.pdf")]
    done = opened.work.do(lambda: attaching.take_in(opened.desk, written["grace"].id, arriving, attaching.About()))
    assert done is not None
    assert opened.reading._soon.isActive()
    job = opened.reading.begin()
    assert job is not None
    assert opened.reading.begin() is job
    with qtbot.waitSignal(job.ended, timeout=10_000):
        pass
    assert index.unread(opened.desk.store) == []
    assert shown(search(opened, qtbot, "marmalade")) == [("Documents", "Grace Day · report")]


def test_reading_gives_way_to_the_person_and_is_left_alone_when_cancelled(
    written: Any, opened: OpenDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = opened.work.jobs.start("Something long", lambda _watcher: QTest.qWait(0))
    assert opened.reading.begin() is None
    assert opened.reading._soon.interval() == background_reading.AFTER_ADDING
    with qtbot.waitSignal(slow.ended):
        pass
    job = opened.reading.begin()
    assert job is not None
    job.cancelled.emit()
    with qtbot.waitSignal(job.ended):
        pass
    assert opened.reading.begin() is None


def test_reading_goes_on_later_where_it_gave_way_within_a_document(
    written: Any, opened: OpenDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, asked = threading.Event(), threading.Event()

    def slowly(_desk: Desk, _document: Any, watcher: Any) -> list[str]:
        begun.set()
        assert asked.wait(5)
        watcher.step(0)
        return ["marmalade"]

    attaching.take_in(opened.desk, written["grace"].id, [attaching.Arriving(b"Toast.", "toast.txt")], attaching.About())
    monkeypatch.setattr("senco_desk.services.document_text.words_of", slowly)
    job = opened.reading.begin()
    assert job is not None
    qtbot.waitUntil(begun.is_set)
    shown: list[str] = []
    preview = opened.work.jobs.start("Something to see", lambda _watcher: shown.append("seen"))
    with qtbot.waitSignals([job.ended, preview.ended], timeout=5000):
        asked.set()
    assert shown == ["seen"]
    assert len(index.unread(opened.desk.store)) == 1
    assert opened.reading._soon.isActive()
    job = opened.reading.begin()
    assert job is not None
    with qtbot.waitSignal(job.ended):
        pass
    assert index.unread(opened.desk.store) == []


def test_the_search_ends_with_the_desk(written: Any, opened: OpenDesk, qtbot: QtBot) -> None:
    search(opened, qtbot, "lantern")
    thread = opened.found._seeker._thread
    assert thread is not None
    opened.lock()
    assert opened.found._seeker._thread is None


def test_a_search_that_goes_wrong_is_reported_and_says_nothing_found(
    written: Any, opened: OpenDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("on purpose")

    monkeypatch.setattr(found_hits.finding, "answer", fail)
    opened.found.failed.disconnect(opened.work.report)
    said: list[object] = []
    opened.found.failed.connect(said.append)
    field = search(opened, qtbot, "lantern")
    assert shown(field) == []
    assert [type(error) for error in said] == [ValueError]
