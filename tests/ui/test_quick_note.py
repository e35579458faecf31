"""The quick note: from anywhere, in five keys beside the words, into the right child's record, and never lost."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from senco_desk.domain.involvement import InvolvementDraft
from senco_desk.domain.pupils import ContactDraft
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.services import contacts_log, desks, drafts, pupils, records
from senco_desk.services.contacts_log import Entry
from senco_desk.store import nouns
from senco_desk.ui.pages import Place
from senco_desk.ui.promises_card import PromisesCard
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_pupil, a_status, everything
from tests.desk_window import children, desk, opened  # noqa: F401  fixtures
from tests.screens import press, texts
from tests.ui.test_people import FIRST, school  # noqa: F401  a fixture

ENTER, ESC, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Typist:
    """Types at whatever has the keyboard, as a person does, and counts the keys that are no letters of the words."""

    def __init__(self, opened):  # noqa: F811
        self.opened, self.keys = opened, 0

    @property
    def at(self):
        return self.opened.window.focusWidget() or self.opened.window

    @property
    def frame(self):
        return self.opened.quick_note()

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.keys += 1
        QTest.keyClick(self.at, key, modifier)

    def words(self, words):
        QTest.keyClicks(self.at, words)

    def ctrl_n(self):
        self.key(Qt.Key.Key_N, CTRL)


@pytest.fixture
def typist(opened, children):  # noqa: F811
    return Typist(opened)


def notes(desk, pupil):  # noqa: F811
    return nouns.NOTES.of(desk.store, pupil_id=pupil.id)


@pytest.mark.parametrize("page", ["today", "provision", "settings", "costs", "register"])
def test_a_note_from_any_page_takes_three_keys_beside_name_and_words(typist, opened, desk, children, page):  # noqa: F811
    opened.window.go(Place(page))
    getattr(opened.window.current_page(), "table", opened.window).clearFocus()
    if page == "register":
        opened.window.current_page().table.clearSelection()
    before = opened.window.focusWidget()
    typist.ctrl_n()
    typist.words("gra")
    typist.key(ENTER)
    typist.words("Read a whole page aloud.")
    typist.key(ENTER)
    assert typist.keys == 3, "Ctrl+N, Enter, Enter: under six beside the letters of name and words"
    (note,) = notes(desk, children["grace"])
    assert (note.text, note.on, note.kind, note.with_whom) == ("Read a whole page aloud.", TODAY, "note", "")
    assert opened.window.toast.words.text() == "Note kept for Grace Day · 20 Nov"
    assert not typist.frame.isVisible()
    assert before is None or opened.window.focusWidget() is before
    assert drafts.kept(desk) == []
    QTest.keyClick(opened.window, Qt.Key.Key_Z, CTRL)
    assert notes(desk, children["grace"]) == []


def test_on_a_childs_page_the_keyboard_is_in_the_words_at_once(typist, opened, desk, children):  # noqa: F811
    opened.window.go(Place("pupil", (children["amelia"].id,)))
    typist.ctrl_n()
    assert typist.frame.whose.text() == "Amelia O’Neill"
    assert typist.frame.where.text() == "Year 4 · 4B"
    assert opened.window.focusWidget() is typist.frame.text
    typist.words("Two")
    typist.key(ENTER, SHIFT)
    typist.words("lines")
    typist.key(ENTER)
    assert [note.text for note in notes(desk, children["amelia"])] == ["Two\nlines"]


def test_the_child_selected_in_the_register_is_filled_in_and_can_be_changed(typist, opened, desk, children):  # noqa: F811
    page = opened.window.go(Place("register"))
    page.table.select(children["yusuf"].id)
    typist.ctrl_n()
    assert typist.frame.whose.text() == "Yusuf Khan"
    typist.key(TAB, SHIFT)
    assert opened.window.focusWidget() is typist.frame.name
    typist.key(Qt.Key.Key_Backspace)
    assert typist.frame.whose.text() == "Who is it about?"
    typist.words("amel")
    typist.key(ENTER)
    typist.words("Hers")
    typist.key(ENTER)
    assert notes(desk, children["yusuf"]) == []
    assert [note.text for note in notes(desk, children["amelia"])] == ["Hers"]


def test_several_children_have_a_note_each_and_one_undo(typist, opened, desk, children):  # noqa: F811
    before = everything(desk)
    typist.ctrl_n()
    typist.words("ame,gra")
    typist.key(ENTER)
    assert typist.frame.whose.text() == "Amelia O’Neill, Grace Day"
    typist.words("Shared a table")
    typist.key(ENTER)
    assert [each.text for name in ("amelia", "grace") for each in notes(desk, children[name])] == ["Shared a table"] * 2
    QTest.keyClick(opened.window, Qt.Key.Key_Z, CTRL)
    assert everything(desk) == before


def test_the_kind_the_person_and_the_day_are_read_shown_and_kept_with_every_word(typist, opened, desk, children):  # noqa: F811
    records.add(desk, ContactDraft(pupil_id=children["grace"].id, name="Ruth Day", relation="Mother"))
    typist.ctrl_n()
    typist.words("gra")
    typist.key(ENTER)
    typist.words("call mum yesterday: she is pleased")
    frame = typist.frame
    assert frame.contact.kinds.kind == "call"
    assert frame.contact.whom.value() == "Ruth Day, mother"
    assert frame.contact.day.value() == date(2026, 11, 19)
    assert "phone call (“call”), with Ruth Day, mother, 19 Nov (“yesterday”)" in frame.contact.said.text()
    typist.key(Qt.Key.Key_M, ALT)
    assert frame.contact.kinds.kind == "meeting"
    assert opened.window.focusWidget() is frame.text
    typist.words(" indeed")
    assert frame.contact.kinds.kind == "meeting", "what a person chose is not guessed over"
    typist.key(ENTER)
    (note,) = notes(desk, children["grace"])
    assert note.text == "call mum yesterday: she is pleased indeed"
    assert (note.kind, note.with_whom, note.on) == ("meeting", "Ruth Day, mother", date(2026, 11, 19))
    assert opened.window.toast.words.text() == "Meeting kept for Grace Day · 19 Nov"


def test_a_pasted_email_is_kept_to_the_letter_with_its_sender_and_day(typist, opened, desk, children):  # noqa: F811
    mail = (
        "From: Anna Reed <reed@example.org>\nSent: 03 November 2026 10:12\nTo: Office <office@example.org>\n"
        "Subject: Grace\n\nDear all,\u00a0thank you.\n\n> On Monday you wrote:\n>> twice  spaced"
    )
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    QGuiApplication.clipboard().setText(mail)
    typist.key(Qt.Key.Key_V, CTRL)
    QGuiApplication.clipboard().clear()
    typist.key(ENTER)
    (note,) = notes(desk, children["grace"])
    assert note.text == mail
    assert (note.kind, note.with_whom, note.on) == ("email", "Anna Reed", date(2026, 11, 3))


def test_a_promise_is_offered_and_kept_only_when_pressed(typist, opened, desk, children):  # noqa: F811
    grace = children["grace"]
    records.add(desk, InvolvementDraft(pupil_id=grace.id, profession="Educational psychologist", name="Dr Reed"))
    opened.window.go(Place("pupil", (grace.id,)))
    typist.ctrl_n()
    typist.words("EP promised to send the report by Friday")
    typist.frame.promises.look()
    assert (
        "Dr Reed, educational psychologist: “send the report by Friday”, by 27 Nov"
        in typist.frame.promises.offer.text()
    )
    typist.key(Qt.Key.Key_P, ALT)
    typist.key(ENTER)
    (note,) = notes(desk, grace)
    (promise,) = nouns.COMMITMENTS.all(desk.store)
    assert (promise.who, promise.what) == ("Dr Reed, educational psychologist", "send the report by Friday")
    assert (promise.due, promise.note_id, promise.made_on) == (date(2026, 11, 27), note.id, TODAY)
    assert opened.window.toast.words.text().endswith("· 1 promise")
    typist.ctrl_n()
    typist.words("EP will ring by Monday")
    typist.key(ENTER)
    assert len(nouns.COMMITMENTS.all(desk.store)) == 1, "an offer that nobody pressed is no promise"
    opened.undo()
    opened.undo()
    assert nouns.COMMITMENTS.all(desk.store) == notes(desk, grace) == []


def test_a_promise_without_words_is_refused_beside_its_field(typist, opened, desk, children):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.words("Met with dad")
    typist.key(Qt.Key.Key_P, ALT)
    line = typist.frame.promises.lines[0]
    assert line.who.value() == "dad"
    line.due.input.setText("friday")
    typist.key(ENTER)
    assert line.what.problem() == "Write down what was promised, in the words that were used."
    assert notes(desk, children["grace"]) == []
    typist.words("bring the form")
    typist.key(ENTER)
    assert nouns.COMMITMENTS.all(desk.store)[0].due == date(2026, 11, 27)


def test_esc_keeps_what_was_typed_for_the_next_time(typist, opened, desk, children):  # noqa: F811
    typist.ctrl_n()
    typist.words("gra")
    typist.key(ENTER)
    typist.words("Half a sen")
    typist.key(ESC)
    assert not typist.frame.isVisible()
    assert notes(desk, children["grace"]) == []
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    assert typist.frame.text.words() == "Half a sen"
    assert typist.frame.whose.text() == "Grace Day"
    assert "is back" in typist.frame.back.words.text()
    typist.words("tence")
    typist.key(ENTER)
    assert [note.text for note in notes(desk, children["grace"])] == ["Half a sentence"]


def test_words_about_another_child_wait_and_are_never_put_under_this_one(typist, opened, desk, children):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.words("About Grace")
    typist.key(ESC)
    opened.window.go(Place("pupil", (children["amelia"].id,)))
    typist.ctrl_n()
    frame = typist.frame
    assert (frame.whose.text(), frame.text.words()) == ("Amelia O’Neill", "")
    (waiting,) = frame.waiting.buttons()
    assert waiting.text() == "You began a note about Grace Day on 20 Nov: go on with it"
    press(frame, waiting.text())
    assert (frame.whose.text(), frame.text.words()) == ("Grace Day", "About Grace")


def test_where_no_child_is_open_an_empty_box_asks_and_what_waits_is_offered(typist, opened, desk, children):  # noqa: F811
    for name in ("grace", "amelia"):
        opened.window.go(Place("pupil", (children[name].id,)))
        typist.ctrl_n()
        typist.words(f"About {name}")
        typist.key(ESC)
    opened.window.go(Place("today"))
    typist.ctrl_n()
    frame = typist.frame
    assert opened.window.focusWidget() is frame.name
    typist.words("yus")
    typist.key(ENTER)
    assert (frame.whose.text(), frame.text.words()) == ("Yusuf Khan", "")
    told = [each.text().split(" on ")[0] for each in frame.waiting.buttons()]
    assert told == ["You began a note about Amelia O’Neill", "You began a note about Grace Day"]
    assert set(frame.waiting.buttons()) <= set(frame._walk())
    frame.waiting.buttons()[1].click()
    assert (frame.whose.text(), frame.text.words()) == ("Grace Day", "About grace")
    typist.key(ESC)
    typist.ctrl_n()
    assert len(frame.waiting.buttons()) == 2, "nothing that waits is lost"


def test_of_an_empty_note_nothing_is_carried_over(typist, opened, desk, children):  # noqa: F811
    typist.ctrl_n()
    typist.words("ame,gr")
    typist.key(ESC)
    assert drafts.kept(desk) == []
    typist.ctrl_n()
    assert typist.frame.whose.text() == "Who is it about?"
    assert typist.frame.name.text() == ""


def two_of_one_name(desk):  # noqa: F811
    same = {"legal_forename": "Ava", "legal_surname": "Khan", "year_group": "2", "class_name": "2A"}
    older = a_pupil(desk, **same, date_of_birth=date(2019, 9, 3))
    younger = a_pupil(desk, **same, date_of_birth=date(2020, 5, 4))
    a_status(desk, younger, "K")
    return older, younger


def test_enter_never_chooses_between_two_of_one_name(typist, opened, desk, children):  # noqa: F811
    _older, younger = two_of_one_name(desk)
    typist.ctrl_n()
    frame = typist.frame
    typist.words("ava")
    told = [frame.name.hits.item(at).text() for at in range(frame.name.hits.count())]
    assert any("born 3 September 2019 · no SEN status" in line for line in told)
    assert any("born 4 May 2020 · SEN Support" in line for line in told)
    for key in (ENTER, ENTER, TAB):
        frame.name.setFocus()
        typist.key(key)
        assert frame.whose.text() == "Who is it about?"
    assert frame.name.hits.item(0).text() == "Two children are called Ava Khan: choose"
    frame.name.setFocus()
    typist.key(Qt.Key.Key_Down)
    if "2020" not in frame.name.hits.currentItem().text():
        typist.key(Qt.Key.Key_Down)
    typist.key(ENTER)
    assert "born 4 May 2020" in frame.where.text()
    typist.words("Read well")
    typist.key(ENTER)
    assert [note.text for note in notes(desk, younger)] == ["Read well"]


def test_a_note_that_names_another_child_asks_and_changes_nothing_by_itself(typist, opened, desk, children):  # noqa: F811
    zain = a_pupil(desk, legal_forename="Zain", legal_surname="Nguyễn", year_group="3")
    records.add(desk, ContactDraft(pupil_id=children["amelia"].id, name="Claire O’Neill", relation="Mother"))
    opened.window.go(Place("pupil", (children["amelia"].id,)))
    typist.ctrl_n()
    frame = typist.frame
    typist.words("call from mum of Zain Nguyen she will ring back by Friday")
    assert frame.contact.whom.value() == "mum of Zain Nguyen"
    assert "This names Zain Nguyễn." in frame.others.words.text()
    assert [each.text() for each in frame.others.buttons()] == ["About Zain instead", "About both"]
    assert set(frame.others.buttons()) <= set(frame._walk())
    typist.key(ENTER)
    assert notes(desk, children["amelia"]) == [], "asked once before it is kept"
    assert frame.whose.text() == "Amelia O’Neill"
    press(frame, "About Zain instead")
    assert (frame.whose.text(), frame.others.isVisible()) == ("Zain Nguyễn", False)
    typist.key(ENTER)
    assert notes(desk, children["amelia"]) == []
    assert len(notes(desk, zain)) == 1
    typist.ctrl_n()
    typist.words("Fell out with Zain Nguyen")
    press(frame, "About both")
    typist.key(ENTER)
    assert [each.text for each in notes(desk, children["amelia"])] == ["Fell out with Zain Nguyen"]
    typist.ctrl_n()
    typist.words("Played with Zain Nguyen")
    typist.key(ENTER)
    typist.key(ENTER)
    assert len(notes(desk, children["amelia"])) == 2, "a second Enter keeps it as it stands"


def test_a_promise_nobody_took_is_said_and_offered_on_the_overview(typist, opened, desk, children):  # noqa: F811
    page = opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.words("Rang dad: he will send the form by Friday")
    typist.key(ENTER)
    assert "a promise was not kept: see the overview" in opened.window.toast.words.text()
    assert nouns.COMMITMENTS.all(desk.store) == []
    page = opened.window.go(Place("pupil", (children["grace"].id, "overview")))
    card = page.findChild(PromisesCard)
    press(card._noted, "Keep it as a promise")
    (promise,) = nouns.COMMITMENTS.all(desk.store)
    assert (promise.who, promise.due) == ("dad", date(2026, 11, 27))
    assert promise.note_id == notes(desk, children["grace"])[0].id
    assert card._noted.isHidden()


def test_what_is_no_promise_is_not_offered_again_for_that_note(typist, opened, desk, children):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.words("Rang dad: he will send the form by Friday")
    part = typist.frame.promises
    part.look()
    assert part.no_button.isVisible()
    typist.key(Qt.Key.Key_R, ALT)
    assert part.offer.text() == ""
    assert not part.no_button.isVisible()
    typist.frame.text.setFocus()
    typist.words(" morning. Mum will ring by Monday")
    part.look()
    assert "ring by Monday" in part.offer.text()
    opened.keeper.flush()
    typist.key(ESC)
    typist.ctrl_n()  # what was dismissed is known when the words come back
    part.look()
    assert [each.what for each in part._offered] == ["ring by Monday"]
    press(typist.frame, "Not a promise")
    part.look()
    assert part.button.text() == "&Promised…"
    typist.frame.text.setFocus()
    typist.key(ENTER)
    assert "not kept" not in opened.window.toast.words.text()
    assert nouns.COMMITMENTS.all(desk.store) == []
    page = opened.window.go(Place("pupil", (children["grace"].id, "overview")))
    assert page.findChild(PromisesCard)._noted.isHidden()
    typist.ctrl_n()
    typist.words("Mum will ring by Monday")
    part.look()
    assert part.no_button.isVisible(), "another note is another matter"


def test_what_the_overview_offers_can_be_said_to_be_no_promise(typist, opened, desk, children):  # noqa: F811
    grace = children["grace"]
    entry = Entry(text="Dad will send the form by Friday. Mum will ring by Monday.", on=TODAY)
    contacts_log.keep(desk, [grace.id], entry)
    met = "Dad to bring glasses by Monday. Mum to ask the doctor."
    records.add(desk, MeetingDraft(pupil_id=grace.id, on=TODAY, agreed=met))
    page = opened.window.go(Place("pupil", (grace.id, "overview")))
    card = page.findChild(PromisesCard)
    first = next(each for each in card._noted.findChildren(QPushButton) if each.text() == "Not a promise")
    assert first.accessibleName() == "Not a promise: Dad, send the form by Friday"
    QTest.keyClick(first, Qt.Key.Key_Space)
    said = " ".join(texts(card._noted))
    assert "send the form" not in said
    assert "ring by Monday" in said
    QApplication.processEvents()
    assert card._noted.isAncestorOf(opened.window.focusWidget())
    press(card, "No promises")
    assert not card.offer.isVisible()
    page.stale = True
    opened.window.go(Place("today"))
    opened.window.go(Place("pupil", (grace.id, "overview")))
    assert "glasses" not in " ".join(texts(card))
    assert "send the form" not in " ".join(texts(card))
    assert nouns.COMMITMENTS.all(desk.store) == []


def test_a_teaching_assistant_is_offered_what_her_own_note_tells_of(school):  # noqa: F811
    other = Entry(text="Mum will send the form by Friday", on=TODAY)
    senco = desks.open_with(
        school.path, desks.unlock(school.path, PASSPHRASE, floor=CHEAP), day=lambda: TODAY, clock=Clock()
    )
    contacts_log.keep(senco, [school.grace.id], other)
    senco.close()
    school.person("teaching-assistant", pupils=[school.grace])
    school.open(FIRST)
    page = school.window.current_page()
    page.pupils.selectRow(0)
    assert not page.promises._noted.isVisible(), "another’s note is not hers to see"
    hers = school.opened.desk
    own = Entry(text="I will bring counters by Monday. Dad will ring by Tuesday.", on=TODAY)
    contacts_log.keep(hers, [school.grace.id], own)
    page.reload()
    said = " ".join(texts(page.promises))
    assert "bring counters by Monday" in said
    assert "send the form" not in said
    press(page.promises._noted, "Keep it as a promise")
    (kept,) = nouns.COMMITMENTS.all(hers.store)
    assert kept.what == "bring counters by Monday"
    page.reload()
    press(page.promises._noted, "Not a promise")
    page.reload()
    assert not page.promises._noted.isVisible()
    assert school.told == []


def test_another_page_puts_the_note_away_and_its_words_wait(typist, opened, desk, children):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.words("About Grace")
    opened.window.go(Place("settings"))
    assert not typist.frame.isVisible()
    assert [each.typed["text"] for each in drafts.kept(desk)] == ["About Grace"]


def test_a_whole_date_is_seen_however_wide_the_letters_stand(typist, opened, children):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    field = typist.frame.contact.day.input
    font = field.font()
    font.setLetterSpacing(font.SpacingType.PercentageSpacing, 150)
    field.setFont(font)
    typist.frame.contact.day.setFont(font)
    assert field.minimumWidth() > field.fontMetrics().horizontalAdvance("22/11/2026")


def test_another_childs_page_puts_the_note_away_and_ctrl_n_there_is_about_that_child(typist, opened, desk, children):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.words("About Grace")
    opened.window.go(Place("pupil", (children["grace"].id, "chronology")))
    assert typist.frame.isVisible(), "her own page may be read meanwhile"
    opened.window.go(Place("pupil", (children["amelia"].id,)))
    assert not typist.frame.isVisible()
    page = opened.window.go(Place("register"))
    page.table.select(children["amelia"].id)
    typist.ctrl_n()
    typist.words("About Amelia")
    page.table.select(children["grace"].id)
    typist.ctrl_n()
    assert (typist.frame.whose.text(), typist.frame.text.words()) == ("Grace Day", "About Grace")
    typist.key(ENTER)
    assert [note.text for note in notes(desk, children["grace"])] == ["About Grace"]
    assert notes(desk, children["amelia"]) == []


@pytest.mark.parametrize("page", ["cycle", "pack", "profile", "asking"])
def test_every_page_of_the_child_is_the_childs_own(typist, opened, desk, children, page):  # noqa: F811
    amelia = children["amelia"]
    opened.window.go(Place("pupil", (amelia.id,)))
    typist.ctrl_n()
    typist.words("Begun")
    opened.window.go(Place(page, (amelia.id,)))
    assert typist.frame.isVisible(), "it is about the child whose page this is"
    typist.frame.put_away()
    typist.ctrl_n()
    assert (typist.frame.whose.text(), typist.frame.text.words()) == (amelia.name, "Begun")
    opened.window.go(Place(page, (children["grace"].id,)))
    assert not typist.frame.isVisible()
    typist.ctrl_n()
    assert (typist.frame.whose.text(), typist.frame.text.words()) == (children["grace"].name, "")
    opened.work.jobs.stop()


def test_a_lock_and_a_crash_bring_the_note_back(typist, opened, desk, children):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.words("Never lost")
    opened.keeper.flush()
    (kept,) = drafts.still_open(desk)
    assert (kept.typed["text"], kept.pupil_id) == ("Never lost", children["grace"].id)
    frame = typist.frame
    opened.keeper._watched.clear()  # as after a crash: what is kept is all there is
    frame._leave()
    opened._tried.clear()
    opened.window.go(Place("today"))
    opened.window.go(Place("pupil", (children["grace"].id,)))
    assert frame.isVisible()
    assert (frame.whose.text(), frame.text.words()) == ("Grace Day", "Never lost")


def test_nothing_is_kept_without_a_child_or_words_and_it_says_so(typist, opened, desk, children):  # noqa: F811
    typist.ctrl_n()
    typist.words("zzz")
    typist.key(ENTER)
    assert opened.window.focusWidget() is typist.frame.name
    assert "Nobody found" in typist.frame.name.hits.item(0).text()
    typist.frame.text.setFocus()
    typist.words("Words")
    typist.key(ENTER)
    assert "“zzz” is not chosen yet" in typist.frame.problem.text()
    typist.frame.name.clear()
    typist.frame.keep()
    assert "Say who it is about" in typist.frame.problem.text()
    typist.words("gra")
    typist.key(TAB)
    typist.frame.text.clear()
    typist.key(ENTER)
    assert "Write the note." in typist.frame.problem.text()
    assert nouns.NOTES.all(desk.store) == []


def test_a_text_that_no_note_holds_is_refused_whole_and_stays(typist, opened, desk, children):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.frame.text.setPlainText("word " * 5000)
    typist.key(ENTER)
    assert "a note holds 20,000" in typist.frame.problem.text()
    assert len(typist.frame.text.words()) == 25_000
    assert notes(desk, children["grace"]) == []


def test_tab_stays_in_the_frame_and_reaches_everything(typist, opened, children):  # noqa: F811
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    reached = []
    for _ in range(40):
        typist.key(TAB)
        reached.append(typist.at)
        assert typist.frame.isAncestorOf(typist.at)
        assert typist.at.accessibleName()
    frame = typist.frame
    wanted = {frame.name, frame.text, frame.contact.whom.input, frame.contact.day.input, frame.promises.button}
    assert wanted | {frame.keep_button, frame.away} <= set(reached)


def test_the_frame_stays_within_a_small_window(typist, opened, children):  # noqa: F811
    opened.window.setMinimumSize(0, 0)
    opened.window.resize(683, 384)
    opened.window.go(Place("pupil", (children["grace"].id,)))
    typist.ctrl_n()
    typist.words("call mum: fine")
    typist.key(Qt.Key.Key_P, ALT)
    QApplication.processEvents()
    assert opened.window.rect().contains(typist.frame.geometry())
    assert typist.frame.keep_button.visibleRegion().boundingRect().height() > 10


def test_new_pupil_has_ctrl_shift_n_and_the_sheet_says_both(opened, children):  # noqa: F811
    page = opened.window.go(Place("register"))
    QTest.keyClick(opened.window, Qt.Key.Key_N, CTRL | SHIFT)
    assert page.room.sheet.form.title.text() == "Add pupil"
    keys = {row.id: row.shortcut for row in opened.window.registry.rows()}
    assert (keys["note.quick"], keys["desk.new"]) == ("Ctrl+N", "Ctrl+Shift+N")


def test_the_record_of_a_note_says_what_it_was(typist, desk, children, opened):  # noqa: F811
    typist.ctrl_n()
    typist.words("gra")
    typist.key(ENTER)
    typist.words("Rang the school nurse")
    typist.key(ENTER)
    assert opened.window.registry.qaction("desk.undo").text() == "&Undo add phone call"
    assert pupils.record_of(desk, children["grace"].id).notes[0].kind == "call"


def test_a_teaching_assistant_finds_her_pupils_only_and_keeps_a_promise_of_her_own(school):  # noqa: F811
    school.person("teaching-assistant", pupils=[school.grace])
    school.open(FIRST)
    typist = Typist(school.opened)
    page = school.window.current_page()
    page.pupils.clearSelection()
    typist.ctrl_n()
    frame = typist.frame
    for name in ("Amelia", "Yusuf", "4B"):
        frame.name.setText(name)
        assert not frame.name.take(), name
    frame.name.clear()
    typist.words("gra")
    typist.key(ENTER)
    typist.words("I promised to bring counters by Monday")
    typist.key(Qt.Key.Key_P, ALT)
    typist.key(ENTER)
    assert school.window.toast.words.text() == "Note kept for Grace Day · 20 Nov · 1 promise"
    page.pupils.selectRow(0)
    assert any("bring counters by Monday" in words for words in texts(page.promises))
    assert "I promised to bring counters by Monday" in texts(page)
    press(page.promises, "Done…")
    press(page.room.sheet.form, "Save")
    assert "done 20 Nov" in texts(page.promises)
    assert not school.window.registry.qaction("desk.promises").isVisible()
    assert school.told == []


def test_a_headteacher_has_no_ctrl_n(school):  # noqa: F811
    school.person("headteacher")
    school.open(FIRST)
    typist = Typist(school.opened)
    assert not school.window.registry.qaction("note.quick").isVisible()
    typist.ctrl_n()
    assert school.opened._note is None
    page = school.window.go(Place("promises"))
    assert not any(button.isVisible() for button in page.buttons.values())
