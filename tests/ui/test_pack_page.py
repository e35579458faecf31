"""The pack page: the pages as they will be, names that stop it until somebody looked, and a file in parts."""

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.problems import TroubleError
from senco_desk.services import attachments, pupils, records
from senco_desk.ui import saving
from senco_desk.ui.pack_page import ADVICE
from senco_desk.ui.sections import SectionList
from tests.builders import TODAY, a_pupil, a_status
from tests.papers import a_picture, a_protected_pdf, a_text_pdf
from tests.rich_child import a_rich_child, others
from tests.screens import a_window, cells, desk, go, press, texts, tick  # noqa: F401  fixtures


@pytest.fixture
def zoe(desk):  # noqa: F811
    child = a_rich_child(desk)
    others(desk)
    return child


@pytest.fixture
def window(desk, settings, shown):  # noqa: F811
    return shown(a_window(desk, settings, ("packs", "pack", "settings")))


def opened(window, qtbot, pupil):
    page = go(window, "pack", pupil.id)
    settled(page, qtbot)
    return page


def settled(page, qtbot):
    qtbot.waitUntil(lambda: page.making.idle and page._shown is not None, timeout=15_000)
    QApplication.processEvents()  # the lists follow a moment after the pages


def attach(desk, pupil, content, title, kind="letter"):  # noqa: F811
    return attachments.attach(desk, pupil.id, content, title=title, kind=kind, filename=f"{title}.pdf").value


def lines(made: SectionList) -> list[str]:
    return [one.accessibleName() for one in made.children() if getattr(one, "accessibleName", lambda: "")()]


def choose_line(made: SectionList, begins: str) -> None:
    line = next(one for one in made.children() if getattr(one, "accessibleName", str)().startswith(begins))
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)


def note(desk, pupil, text):  # noqa: F811
    return records.add(desk, NoteDraft(pupil_id=pupil.id, on=TODAY, text=text)).value


def test_sections_lead_to_their_pages_and_papers_stand_behind_their_dividers(desk, window, zoe, qtbot):  # noqa: F811
    attach(desk, zoe, a_text_pdf("Zoë was seen.", "Second page."), "Therapist’s report", "speech")
    attach(desk, zoe, a_protected_pdf(), "Locked letter")
    page = opened(window, qtbot, zoe)
    assert page.title.text() == "Pack for Zoë Lovelace"
    assert page.preview.view.count == page._shown.plan.pages
    assert page.size_line.text().startswith(f"{page.preview.view.count} pages · about ")

    section = next(each for each in page._shown.plan.sections if each.id == "cycles")
    choose_line(page.sections.sections, section.title)
    assert page.preview.page == section.page

    papers = lines(page.sections.appendices)
    assert papers[0].startswith("1  Therapist’s report, included")
    assert "not included" in papers[1]
    assert "password" in papers[1]
    choose_line(page.sections.appendices, "1  Therapist")
    first = page._shown.first_pages[1]
    assert page.preview.page == first
    foot = page.preview.view.paper.leaves[first + 1].foot
    assert foot == f"Appendix 1 · page 2 of 2 · Page {first + 2} of {page.preview.view.count}"
    page.preview.go(first + 2)
    view = page.preview.view
    qtbot.waitUntil(lambda: (first + 2, view._pixels(first + 2)) in view._drawn)


def test_the_two_lists_stand_apart_and_nothing_is_a_gate(window, zoe, qtbot):
    page = opened(window, qtbot, zoe)
    assert page.legal.title.text() == "The legal test"
    assert page.wishes.title.text() == "What Medway says it looks for"
    said = " ".join([*texts(page.right), page.advice.text()])
    assert ADVICE in said
    assert page.save_button.isEnabled()
    for wrong in ("not eligible", "cannot apply", "must wait"):
        assert wrong not in said.casefold()


def test_another_authority_shows_its_own_list(window, zoe, qtbot):
    page = opened(window, qtbot, zoe)
    page.authority.setCurrentIndex(page.authority.findData("worcestershire"))
    page.authority.activated.emit(page.authority.currentIndex())
    qtbot.waitUntil(lambda: page.wishes.title.text() == "What Worcestershire says it looks for", timeout=15_000)


def test_a_change_of_the_record_makes_the_preview_anew_at_the_same_place(desk, window, zoe, qtbot):  # noqa: F811
    page = opened(window, qtbot, zoe)
    page.preview.go(4)
    before = page._shown
    done = window.work.do(lambda: records.add(desk, NoteDraft(pupil_id=zoe.id, on=TODAY, text="Calm today. " * 30)))
    assert done is not None
    settled(page, qtbot)
    qtbot.waitUntil(lambda: page._shown is not before)
    assert page.preview.page == 4
    window.registry.run("desk.undo")
    settled(page, qtbot)


def test_letters_that_cannot_be_printed_are_named_before_the_pack_goes(desk, window, zoe, qtbot):  # noqa: F811
    page = opened(window, qtbot, zoe)
    assert page.letters.isHidden()
    note(desk, zoe, "Her grandmother calls her زوي.")
    page.reload()
    settled(page, qtbot)
    assert not page.letters.isHidden()
    assert "3 letters have no print" in page.letters.text()
    assert all(letter in page.letters.text() for letter in "زوي")


def test_names_have_to_be_looked_at_before_anything_is_saved(desk, window, zoe, qtbot, tmp_path):  # noqa: F811
    note(desk, zoe, "Worked beside Grace Okonjo and lent May a pencil.")
    attach(desk, zoe, a_picture(), "A drawing", "work")
    page = opened(window, qtbot, zoe)
    assert page.names.title.text() == "Other people’s names · 2 to look at"
    assert page.names.property("tone") == "over"
    shown = texts(page.names)
    assert "“Grace Okonjo”, another pupil, 2 times" in shown
    assert "“May”, perhaps another pupil, 2 times" in shown
    assert any("A drawing" in words and "scan" in words for words in shown)

    press(page.top.parentWidget(), "Save pack…")
    assert page.dialog is None
    assert "tick this" in page.names.problem.text()

    scan = page._shown.first_pages[1] + 1
    press(page.names, f"Show page {scan}")
    assert page.preview.page == scan
    place = page._shown.found_pages[0]
    page.names.page_chosen.emit(place)
    assert page.preview.page == place
    tick(page.names.box)
    dialog = page.choose()
    assert isinstance(dialog, QFileDialog)
    dialog.close()

    # Another name comes in: the tick no longer holds.
    window.work.do(lambda: records.add(desk, NoteDraft(pupil_id=zoe.id, on=TODAY, text="Sat with Siobhán Ní Bhriain.")))
    settled(page, qtbot)
    qtbot.waitUntil(lambda: page.names.title.text().startswith("Other people’s names · 3"))
    assert not page.names.box.isChecked()


def test_a_pack_without_names_is_saved_in_parts_recorded_and_listed(desk, window, zoe, qtbot, tmp_path):  # noqa: F811
    page = opened(window, qtbot, zoe)
    assert page.names.title.text() == "Other people’s names · none found"
    assert not page.names.box.isVisible()
    page.parts.setCurrentIndex(1)
    assert "one part" in page.size_line.text()
    out = tmp_path / "out" / "pack.pdf"
    out.parent.mkdir()
    page.save_button.setFocus()
    dialog = page.choose()
    dialog.fileSelected.emit(str(out))
    dialog.close()
    assert not page.save_button.isEnabled()
    qtbot.waitUntil(lambda: page.saved.path is not None, timeout=20_000)
    qtbot.waitUntil(page.save_button.isEnabled)
    assert window.focusWidget() is page.save_button  # and not what comes after a button that was disabled
    assert page.saved.path == out
    assert page.saved.words.text().startswith(f"Pack saved: {page._shown.plan.pages} pages in one file")
    (kept,) = pupils.record_of(desk, zoe.id).packs
    assert kept.made_on == TODAY

    packs = go(window, "packs")
    packs.tabs.choose("made")
    (row,) = cells(packs.made)
    assert row[:3] == ["20 November 2026", "Zoë Lovelace", "Medway"]
    assert row[6] == json.loads(kept.manifest)["files"][0]["sha256"]
    packs.tabs.choose("pupils")
    qtbot.waitUntil(lambda: packs._job is None, timeout=15_000)
    listed = {line[0]: line for line in cells(packs.pupils)}
    assert listed["Zoë Lovelace"][5] == "2 of 2 answered"
    assert listed["Zoë Lovelace"][7].startswith("20 November 2026")


def test_saving_can_be_cancelled_and_then_nothing_is_there(desk, window, zoe, qtbot, tmp_path):  # noqa: F811
    page = opened(window, qtbot, zoe)
    window.job_bar.AFTER = 0
    job = page.save(tmp_path / "pack.pdf")
    with qtbot.waitSignal(job.cancelled, timeout=15_000):
        QTest.mouseClick(window.job_bar.stop, Qt.MouseButton.LeftButton)
    assert not list(tmp_path.glob("*.pdf"))
    assert pupils.record_of(desk, zoe.id).packs == ()
    assert page.save_button.isEnabled()


def test_a_paper_of_another_child_is_told_first(desk, window, zoe, qtbot):  # noqa: F811
    attach(desk, zoe, a_text_pdf("Grace Okonjo reads well. Grace Okonjo is seven."), "Report")
    page = opened(window, qtbot, zoe)
    assert "never Zoë" in texts(page.names)[1]
    assert not page.names.looked


def test_another_child_never_shows_the_pages_of_the_first(desk, window, zoe, qtbot):  # noqa: F811
    page = opened(window, qtbot, zoe)
    ben = a_pupil(desk, legal_forename="Ben", legal_surname="Carter")
    a_status(desk, ben)
    page = go(window, "pack", ben.id)
    assert page.title.text() == "Pack for Ben Carter"
    assert page.preview.view.count == 0
    settled(page, qtbot)
    assert page._shown.plan.pupil_id == ben.id


def test_where_there_is_little_room_each_part_has_its_tab(window, zoe, qtbot):
    page = opened(window, qtbot, zoe)
    window.resize(700, 420)
    qtbot.waitUntil(lambda: not page.parted.together)
    assert not page.left.isVisible()
    press(page.parted.tabs, "Sections")
    assert page.left.isVisible()
    choose_line(page.sections.sections, "Contents")
    assert page.preview.isVisible()
    assert page.preview.page == 2


def content_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_of_a_preview_is_written_anywhere(desk, window, zoe, qtbot, tmp_path):  # noqa: F811
    attach(desk, zoe, a_text_pdf("Zoë was seen."), "Report")
    before = content_of(tmp_path)
    assert len(before) > 3
    page = opened(window, qtbot, zoe)
    view = page.preview.view
    page.preview.go(view.count)
    qtbot.waitUntil(lambda: (view.count, view._pixels(view.count)) in view._drawn)
    after = content_of(tmp_path)
    # That somebody looked is noted, and the note counted; the window keeps its size.
    apart = {path for path in after if path.name in {"desk.db", "desk.db-wal", "desk.db-shm", "desk.count"}}
    apart |= set(tmp_path.glob("*.ini"))
    assert {path for path in after if after[path] != before.get(path)} <= apart
    assert set(before) <= set(after)
    assert not [path for path in tmp_path.glob("*.ini") if re.search(b"Zo|Lovelace|was seen", path.read_bytes())]


def test_a_pack_that_cannot_be_recorded_says_where_the_file_is(desk, window, zoe, qtbot, tmp_path, monkeypatch):  # noqa: F811
    page = opened(window, qtbot, zoe)
    told = []
    window.work.troubled.connect(told.append)
    monkeypatch.setattr(desk.store, "change", _no_room)
    out = tmp_path / "pack.pdf"
    page.save(out)
    qtbot.waitUntil(lambda: page.saved.path is not None, timeout=20_000)
    (trouble,) = told
    assert "The pack was saved, but the record that it was made was not kept." in trouble.happened
    assert str(out) in trouble.safe
    assert out.exists()
    assert "save it again to have it listed" in page.saved.words.text()
    monkeypatch.undo()
    assert pupils.record_of(desk, zoe.id).packs == ()


def _no_room(_label):
    raise TroubleError("The disk is full.", "Your records are safe.", "Free some space.")


def test_a_pack_is_offered_a_place_in_documents_under_initials(window, zoe, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(saving, "_chosen", {})
    monkeypatch.setattr(saving, "documents_folder", lambda: tmp_path)
    page = opened(window, qtbot, zoe)
    dialog = page.choose()
    assert dialog.directory().absolutePath() == str(tmp_path)
    (offered,) = dialog.selectedFiles()
    assert Path(offered).name == "Evidence pack ZL 2026-11-20.pdf"
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    saving._remember(str(elsewhere / "pack.pdf"))
    dialog.close()
    dialog = page.choose()
    assert dialog.directory().absolutePath() == str(elsewhere)
    dialog.close()


@pytest.mark.parametrize(
    ("names", "letters"),
    [(("Zoë", "Lovelace"), "ZL"), (("Mary-Jane", "O’Neill"), "MJO"), (("", ""), ""), (("李", "明"), "李明")],
)
def test_initials_stand_for_a_name(names, letters):
    assert saving.initials(*names) == letters


def test_a_preview_made_at_once_moves_nothing(desk, window, zoe, qtbot):  # noqa: F811
    page = opened(window, qtbot, zoe)
    window.job_bar.AFTER = 60_000
    shown = []
    window.job_bar.installEventFilter(_Shows(window.job_bar, shown))
    before = page._shown
    window.work.do(lambda: records.add(desk, NoteDraft(pupil_id=zoe.id, on=TODAY, text="Calm today.")))
    qtbot.waitUntil(lambda: page.making.idle and page._shown is not before, timeout=15_000)
    assert not shown


class _Shows(QObject):
    """Notes each time that something is shown."""

    def __init__(self, over, shown):
        super().__init__(over)
        self.shown = shown

    def eventFilter(self, _over, event):  # noqa: N802  Qt's own name
        if event.type() == QEvent.Type.Show:
            self.shown.append(event.type())
        return False


def test_the_word_over_the_pages_is_never_cut_off(window, zoe, qtbot):
    page = opened(window, qtbot, zoe)
    window.resize(683, 700)
    page.preview.show_paper(None)
    page.preview.say("Making the preview…")
    state = page.preview.state
    assert state.isVisible()
    assert state.words.width() >= state.words.sizeHint().width()
    assert page.preview.rect().contains(state.geometry())
    page.preview.say("")
    assert not state.isVisible()


def test_opening_a_pack_does_not_wait_for_the_list(window, zoe, qtbot):
    packs = go(window, "packs")
    assert packs._job is not None
    working = packs._job
    go(window, "pack", zoe.id)
    assert not working.wanted
    qtbot.waitUntil(lambda: packs._job is None, timeout=15_000)
    packs = go(window, "packs")
    qtbot.waitUntil(
        lambda: packs._job is None and all(row.ready for row in packs.pupils.rows.all_rows()), timeout=15_000
    )
