"""A child's documents through the real window: dropped, pasted, checked, told apart, read, narrowed and replaced."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.domain.problems import RefusedError
from senco_desk.services import arrivals, pupils, records
from senco_desk.services.attaching import Arriving
from senco_desk.store import health, nouns
from senco_desk.ui.announcing import announcements
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.letters import a_docx
from tests.papers import a_picture, a_text_pdf
from tests.screens import cells, choose, press, texts, tick, type_into

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened

OWN = "Speech and Language Therapy Report\nName: Amelia O'Neill\nDate of report: 3 June 2026\nReport by: Ms Ash\n"
ANOTHERS = "Name: Grace Day\nDate of birth: 2 March 2018\nGrace Day can read."


@pytest.fixture
def amelia(children, desk):
    return children["amelia"]


@pytest.fixture
def page(amelia, opened):
    made = opened.window.go(Place("pupil", (amelia.id, "documents")))
    yield made
    made.documents.reader.stop()


def papers(desk, pupil):
    return pupils.record_of(desk, pupil.id).documents


def add(page, qtbot, *paths):
    with qtbot.waitSignal(page.documents.add_files([str(each) for each in paths]).ended):
        pass
    QApplication.processEvents()


def a_file(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


def put_in(desk, pupil, content, name="paper.pdf", **fields):
    """A paper that is there already, as it comes in a real desk."""
    (kept,) = arrivals.keep(desk, arrivals.read_in(desk, pupil.id, [Arriving(content, name)])).value
    if not fields:
        return kept.document
    changed = kept.document.model_copy(update=fields)
    records.save(desk, changed)
    return changed


def again(opened, pupil):
    made = opened.window.page("pupil")
    made.stale = True
    return opened.window.go(Place("pupil", (pupil.id, "documents")))


def dropped(page, *urls, image=None):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(each)) for each in urls])
    if image is not None:
        mime.setImageData(image)
    entered = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(page, entered)
    drop = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(page, drop)
    return bool(drop.isAccepted())


def test_several_files_dropped_anywhere_on_the_page_are_told_apart_by_keyboard(opened, amelia, desk, tmp_path, qtbot):
    page = opened.window.go(Place("pupil", (amelia.id, "overview")))
    accepted = dropped(
        page,
        a_file(tmp_path, "scan0001.pdf", a_text_pdf(OWN)),
        a_file(tmp_path, "EP report.pdf", a_text_pdf("Amelia O'Neill, 4 May 2026")),
        tmp_path,
    )
    assert accepted
    qtbot.waitUntil(lambda: len(papers(desk, amelia)) == 2)
    assert page.tab == "documents"
    qtbot.waitUntil(lambda: page.room.sheet.form is not None)
    form = page.room.sheet.form
    assert form.title.text().startswith("Document 1 of 2")
    values = form.values()
    assert (values["title"], values["kind"]) == ("Speech and Language Therapy Report", "speech")
    assert (values["author"], values["dated"]) == ("Ms Ash", date(2026, 6, 3))
    assert "The file was last saved on" in form.fields["dated"].help.text()
    assert form.fields["needs"].value() == ("SLCN",)  # its words speak of it
    tick(form.fields["needs"].box("MLD"))
    QTest.keyClick(form.fields["title"].input, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    form = page.room.sheet.form
    assert form.title.text().startswith("Document 2 of 2")
    assert form.fields["kind"].value() == "psychologist"
    QTest.keyClick(form.fields["title"].input, Qt.Key.Key_Escape)
    assert page.room.sheet.form is None
    kept = {each.filename: each for each in papers(desk, amelia)}
    assert kept["scan0001.pdf"].needs == ("SLCN", "MLD")
    assert kept["EP report.pdf"].dated == date(2026, 5, 4)  # kept with what it says, though its sheet was put away
    page.documents.reader.stop()


def test_another_childs_paper_stops_before_any_sheet_and_moves_there(page, desk, amelia, children, tmp_path, qtbot):
    grace = children["grace"]
    records.save(desk, grace.model_copy(update={"date_of_birth": date(2016, 3, 2)}))
    wrong = a_file(tmp_path, "Report.pdf", a_text_pdf("Cover", ANOTHERS.replace("2018", "2016")))
    right = a_file(tmp_path, "Other.pdf", a_text_pdf("Amelia O'Neill"))
    add(page, qtbot, wrong, right)
    documents = page.documents
    assert page.room.sheet.form is None
    stop = documents.stop
    assert stop.isVisible()
    assert stop.accessibleName() == "Stop and look: this may not be Amelia’s paper."
    assert [each.title for each in documents.list.documents()] == ["Report"]
    qtbot.waitUntil(lambda: bool(stop.moves))
    assert "Page 2:" in stop.excerpt.text()
    walked = [stop.moves[0]]
    walked[0].setFocus()
    while walked[-1] is not stop.show_page and len(walked) < 9:
        QTest.keyClick(walked[-1], Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget())
    assert walked == [*stop.moves, stop.keep, stop.out, stop.show_page]
    row = next(each for each in cells(documents.table) if each[0] == "Report")
    assert row[2] == "Another child’s?"
    assert row[3] == "stops it"
    press(stop, "Show the place")
    qtbot.waitUntil(lambda: documents.reader.finder.counted.text().startswith("1 of"))
    assert documents.view.page == 2
    press(stop, stop.moves[0].text().replace("&", ""))
    assert [each.title for each in papers(desk, grace)] == ["Report"]
    assert papers(desk, grace)[0].about == "confirmed"
    assert [each.title for each in papers(desk, amelia)] == ["Other"]
    assert page.room.sheet.form.fields["title"].value() == "Other"


def test_a_paper_that_names_somebody_else_can_be_this_childs_all_the_same(page, desk, amelia, opened, tmp_path, qtbot):
    add(page, qtbot, a_file(tmp_path, "List.pdf", a_text_pdf("Grace Day, Grace Day and Grace Day")))
    assert [each.about for each in papers(desk, amelia)] == ["other"]
    press(page.documents.stop, "It is about Amelia all the same")
    assert [each.about for each in papers(desk, amelia)] == ["confirmed"]
    assert not page.documents.stop.isVisible()
    assert page.room.sheet.form is not None  # its sheet follows
    opened.window.registry.qaction("desk.undo").trigger()
    assert [each.about for each in papers(desk, amelia)] == ["other"]


def test_a_picture_is_never_passed_in_silence(page, desk, amelia, tmp_path, qtbot):
    add(page, qtbot, a_file(tmp_path, "drawing.png", a_picture()))
    stop = page.documents.stop
    assert stop.isVisible()
    qtbot.waitUntil(lambda: "No words can be read" in stop.words.text())
    assert cells(page.documents.table)[0][2] == "Look by eye"
    press(stop, "Take it out")
    assert not papers(desk, amelia)


def test_the_same_file_in_another_childs_record_is_asked_about_first(opened, desk, amelia, children, tmp_path, qtbot):
    content = a_text_pdf("Amelia O'Neill and Grace Day")
    put_in(desk, children["grace"], content, "Class trip.pdf")
    page = again(opened, amelia)
    path = a_file(tmp_path, "Class trip.pdf", content)
    add(page, qtbot, path)
    assert not papers(desk, amelia)
    said = " ".join(texts(page.documents.lines))
    assert "is in the record of Grace Day (as “Class trip”)" in said
    press(page.documents.lines, "Leave it out")
    assert not papers(desk, amelia)
    add(page, qtbot, path)
    press(page.documents.lines, "Add it to Amelia’s record too")
    assert [each.title for each in papers(desk, amelia)] == ["Class trip"]
    add(page, qtbot, path)
    assert "is in this record already, as “Class trip”" in " ".join(texts(page.documents.lines))
    assert len(papers(desk, amelia)) == 1
    page.documents.reader.stop()


def test_what_was_asked_about_one_child_never_goes_to_another(opened, desk, amelia, children, tmp_path, qtbot):
    content = a_text_pdf("Grace Day")
    put_in(desk, children["grace"], content)
    page = again(opened, amelia)
    add(page, qtbot, a_file(tmp_path, "a.pdf", content))
    assert page.documents.lines.isVisible()
    opened.window.go(Place("pupil", (children["yusuf"].id, "documents")))
    assert not page.documents.lines.lines
    assert not papers(desk, amelia)
    assert not papers(desk, children["yusuf"])


def paste(page, **given):
    mime = QMimeData()
    if "image" in given:
        mime.setImageData(given["image"])
    if "text" in given:
        mime.setText(given["text"])
    if "path" in given:
        mime.setUrls([QUrl.fromLocalFile(str(given["path"]))])
    QGuiApplication.clipboard().setMimeData(mime)
    page.documents.list.table.setFocus()
    QTest.keyClick(page.documents, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_pictures_files_and_words_are_pasted(page, desk, amelia, tmp_path, qtbot):
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    paste(page, image=picture)
    qtbot.waitUntil(lambda: len(papers(desk, amelia)) == 1)
    assert papers(desk, amelia)[0].media_type == "image/png"
    paste(page, path=a_file(tmp_path, "letter.docx", a_docx("Dear Amelia O’Neill")))
    qtbot.waitUntil(lambda: len(papers(desk, amelia)) == 2)
    paste(page, text="Amelia’s mother rang about Friday.")
    press(page.documents.lines, "As a note")
    assert [each.text for each in nouns.NOTES.of(desk.store, pupil_id=amelia.id)] == [
        "Amelia’s mother rang about Friday."
    ]
    paste(page, text="Amelia O’Neill's grandmother rang.")
    press(page.documents.lines, "As a document")
    qtbot.waitUntil(lambda: len(papers(desk, amelia)) == 3)
    paste(page, text="Nothing much")
    press(page.documents.lines, "Not at all")
    assert not page.documents.lines.lines
    QGuiApplication.clipboard().clear()


def test_words_too_long_for_a_note_say_what_to_do_and_stay(page, desk, amelia, opened, qtbot):
    said = []
    opened.work.refused.connect(lambda problems: said.extend(each.sentence for each in problems))
    paste(page, text="word " * 4_001)
    press(page.documents.lines, "As a note")
    assert said == [
        "This has 20,004 characters, and a note holds 20,000. Keep it as two notes, or attach it as a document."
    ]
    press(page.documents.lines, "As a document")
    qtbot.waitUntil(lambda: len(papers(desk, amelia)) == 1)
    QGuiApplication.clipboard().clear()


@pytest.fixture
def busy(desk, monkeypatch):
    """While it is entered, nothing can be written."""

    def refuse(*_args, **_more):
        raise RefusedError("A roll is being imported. Wait a moment.")

    @contextmanager
    def during():
        with monkeypatch.context() as patched:
            patched.setattr(desk.store, "change", refuse)
            yield

    return during


def test_what_could_not_be_kept_waits_and_is_kept_in_a_second_try(
    page, desk, amelia, children, opened, busy, tmp_path, qtbot
):
    documents = page.documents
    with busy():
        content = a_text_pdf("Amelia O'Neill")
        add(page, qtbot, a_file(tmp_path, "Report.pdf", content))
        assert not papers(desk, amelia)
        said = " ".join(texts(documents.lines))
        assert "Report.pdf is not in Amelia’s record yet." in said
        press(documents.lines, "Try again")
        assert len(documents.lines.lines) == 1
    (tmp_path / "Report.pdf").unlink()
    opened.window.go(Place("pupil", (children["yusuf"].id, "documents")))
    assert not documents.lines.lines  # it waits for its own child
    opened.window.go(Place("pupil", (amelia.id, "documents")))
    press(documents.lines, "Try again")
    assert [each.title for each in papers(desk, amelia)] == ["Report"]
    assert not documents.lines.lines
    assert desk.store.blobs.read(papers(desk, amelia)[0].blob) == content


def test_what_could_not_be_kept_is_let_go_only_where_somebody_says_so(page, desk, amelia, busy, tmp_path, qtbot):
    with busy():
        add(page, qtbot, a_file(tmp_path, "Report.pdf", a_text_pdf("Amelia O'Neill")))
    assert len(health.stray_files(desk.store)) == 1
    press(page.documents.lines, "Leave it out")
    assert not health.stray_files(desk.store)
    assert not papers(desk, amelia)


def test_a_newer_version_that_could_not_be_kept_waits_too(opened, desk, amelia, busy, tmp_path, qtbot):
    first = put_in(desk, amelia, a_text_pdf("Amelia O'Neill, draft"), "Plan.pdf")
    page = again(opened, amelia)
    newer = a_file(tmp_path, "b.pdf", a_text_pdf("Amelia O'Neill, signed"))
    with busy(), qtbot.waitSignal(page.documents.add_newer(first, str(newer)).ended):
        pass
    assert len(papers(desk, amelia)) == 1
    press(page.documents.lines, "Try again")
    assert [each.version_of for each in papers(desk, amelia)] == [None, first.id]
    page.documents.reader.stop()


def test_what_is_decided_beside_an_open_sheet_stays_when_it_is_saved(opened, desk, amelia, qtbot):
    paper = put_in(desk, amelia, a_picture(), "scan.png", about="unclear")
    page = again(opened, amelia)
    documents = page.documents
    documents.select(paper.id)
    QTest.keyClick(documents.table, Qt.Key.Key_F2)
    form = page.room.sheet.form
    press(documents.stop, "It is about Amelia")
    records.save(desk, papers(desk, amelia)[0].model_copy(update={"in_pack": False}))
    type_into(form, author="Dr Ash")
    press(page.room, "Save")
    (kept,) = papers(desk, amelia)
    assert (kept.about, kept.in_pack, kept.author) == ("confirmed", False, "Dr Ash")
    documents.reader.stop()


def test_a_sheet_that_comes_back_leaves_what_was_decided_meanwhile(opened, desk, amelia):
    paper = put_in(desk, amelia, a_picture(), "scan.png", about="unclear")
    page = again(opened, amelia)
    page.deeds.edit_record("document", paper.id)
    press(page.documents.stop, "It is about Amelia")
    type_into(page.room.sheet.form, author="Dr Ash")
    press(page.room, "Save")
    assert [(each.about, each.author) for each in papers(desk, amelia)] == [("confirmed", "Dr Ash")]
    page.documents.reader.stop()


def test_what_changed_beside_a_sheet_for_several_stays(opened, desk, amelia):
    two = [put_in(desk, amelia, a_text_pdf(f"Amelia O'Neill {at}"), f"{at}.pdf") for at in (1, 2)]
    page = again(opened, amelia)
    documents = page.documents
    documents.table.setFocus()
    documents.table.selectAll()
    QTest.keyClick(documents.table, Qt.Key.Key_F2)
    records.save(desk, two[0].model_copy(update={"about": "confirmed", "title": "Report"}))
    type_into(page.room.sheet.form, author="Dr Ash")
    press(page.room, "Save all")
    kept = {each.id: each for each in papers(desk, amelia)}
    assert (kept[two[0].id].about, kept[two[0].id].title) == ("confirmed", "Report")
    assert {each.author for each in kept.values()} == {"Dr Ash"}
    documents.reader.stop()


def test_removing_the_newest_version_says_which_is_in_packs_again(opened, desk, amelia, tmp_path, qtbot):
    first = put_in(desk, amelia, a_text_pdf("Amelia O'Neill, draft"), "Plan.pdf")
    page = again(opened, amelia)
    documents = page.documents
    newer = a_file(tmp_path, "signed.pdf", a_text_pdf("Amelia O'Neill, signed"))
    with qtbot.waitSignal(documents.add_newer(first, str(newer)).ended):
        pass
    page.room.put_away()
    said = []
    opened.work.said.connect(lambda words, _undoable: said.append(words))
    documents.table.setFocus()
    QTest.keyClick(documents.table, Qt.Key.Key_Delete)
    assert said == ["Document moved to the bin; “Plan.pdf” goes into packs again"]
    assert [(each.filename, each.in_pack) for each in papers(desk, amelia)] == [("Plan.pdf", True)]
    documents.reader.stop()


def test_words_of_a_letter_are_read_found_and_copied(opened, desk, amelia, qtbot):
    put_in(desk, amelia, a_docx("Amelia O’Neill likes cats.", "\f", "Cats like Amelia."), "letter.docx")
    page = again(opened, amelia)
    reader = page.documents.reader
    qtbot.waitUntil(reader.text.isVisible)
    assert "Only its words are shown" in page.documents.problem.text()
    assert "— Page 2 —" in reader.text.toPlainText()
    reader.text.setFocus()
    QTest.keyClick(reader.text, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert reader.finder.isVisible()
    QTest.keyClicks(reader.finder.input, "cats")
    QTest.keyClick(reader.finder.input, Qt.Key.Key_Return)
    assert reader.finder.counted.text() in ("1 of 2", "2 of 2")
    QTest.keyClick(reader.finder.input, Qt.Key.Key_Escape)
    assert not reader.finder.isVisible()
    reader.text.selectAll()
    QTest.keyClick(reader.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "Cats like Amelia." in QGuiApplication.clipboard().text()


def test_words_are_found_on_pdf_pages_and_counted(opened, desk, amelia, qtbot):
    put_in(desk, amelia, a_text_pdf("Amelia O'Neill has a cat", "No such thing", "The CAT again"))
    page = again(opened, amelia)
    reader = page.documents.reader
    assert reader.view.count == 3
    reader.view.setFocus()
    QTest.keyClick(reader.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(reader.finder.input, "cat")
    QTest.keyClick(reader.finder.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: reader.finder.counted.text() == "1 of 2")
    QTest.keyClick(reader.finder.input, Qt.Key.Key_Return)
    assert reader.view.page == 3
    assert reader.finder.counted.text() == "2 of 2"
    reader.view.grab()  # the marks are painted
    page.documents.reader.stop()


def test_the_list_narrows_and_says_what_is_old(opened, desk, amelia, qtbot):
    old = put_in(desk, amelia, a_text_pdf("Amelia O'Neill"), "EP.pdf", kind="psychologist", dated=date(2023, 2, 1))
    put_in(desk, amelia, a_text_pdf("Amelia O'Neill, letter"), "Letter.pdf", kind="letter", needs=("MLD",))
    page = again(opened, amelia)
    documents = page.documents
    documents.select(old.id)
    assert documents.age.text() == ("▲ 3 years old: some authorities ask for a newer one; a request can go without it.")
    assert next(each for each in cells(documents.table) if each[0] == "EP")[2] == "3 years old"
    kinds = documents.list.kinds
    kinds.setCurrentIndex(kinds.findData("letter"))
    kinds.activated.emit(kinds.currentIndex())
    with qtbot.waitSignal(announcements.said, timeout=5000) as told:
        pass
    assert told.args == ["1 of 2 documents shown", False]
    assert [each[0] for each in cells(documents.table)] == ["Letter"]
    assert documents.list.counted.text() == "1 of 2 documents shown"
    documents.select(old.id)  # asked for from elsewhere: it comes on show
    assert [each.id for each in documents.list.documents()] == [old.id]
    QTest.keyClick(documents.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(documents.list.filter, "letter")
    qtbot.waitUntil(lambda: [each[0] for each in cells(documents.table)] == ["Letter"])
    documents.reader.stop()


def test_a_newer_version_stands_for_the_earlier_ones(opened, desk, amelia, tmp_path, qtbot):
    first = put_in(desk, amelia, a_text_pdf("Amelia O'Neill, draft"), "Plan.pdf", kind="plan")
    page = again(opened, amelia)
    documents = page.documents
    documents.select(first.id)
    newer = a_file(tmp_path, "signed.pdf", a_text_pdf("Amelia O'Neill, signed"))
    with qtbot.waitSignal(documents.add_newer(first, str(newer)).ended):
        pass
    page.room.put_away()
    (row,) = cells(documents.table)
    assert row[0] == "Plan"
    assert "Newest of 2 versions" in documents.facts.text()
    assert sorted((each.filename, each.in_pack) for each in papers(desk, amelia)) == [
        ("Plan.pdf", False),
        ("signed.pdf", True),
    ]
    documents.list.older.setChecked(True)
    assert len(cells(documents.table)) == 2
    opened.window.registry.qaction("desk.undo").trigger()
    assert [(each.filename, each.in_pack) for each in papers(desk, amelia)] == [("Plan.pdf", True)]
    documents.reader.stop()


def test_several_are_changed_and_removed_together(opened, desk, amelia, qtbot):
    for number in (1, 2, 3):
        put_in(desk, amelia, a_text_pdf(f"Amelia O'Neill {number}"), f"{number}.pdf")
    page = again(opened, amelia)
    documents = page.documents
    documents.table.setFocus()
    documents.table.selectAll()
    assert documents.title.text() == "3 documents selected"
    QTest.keyClick(documents.table, Qt.Key.Key_F2)
    form = page.room.sheet.form
    assert form.title.text().startswith("Edit 3 documents")
    choose(form, kind="assessment", in_pack=False)
    type_into(form, author="Mr Price")
    press(page.room, "Save all")
    assert {(each.kind, each.author, each.in_pack) for each in papers(desk, amelia)} == {
        ("assessment", "Mr Price", False)
    }
    documents.table.setFocus()
    documents.table.selectAll()
    QTest.keyClick(documents.table, Qt.Key.Key_Delete)
    assert not papers(desk, amelia)
    opened.window.registry.qaction("desk.undo").trigger()
    assert len(papers(desk, amelia)) == 3
    documents.reader.stop()
