"""Forms as a person uses them: type, be told beside the field, keep what was typed, close with Esc."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field as Rule
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCalendarWidget, QLabel, QLineEdit, QWidget

from senco_desk.domain.money import Pence
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.records import Line, Record, Text
from senco_desk.services import drafts
from senco_desk.store.errors import DiskFullError
from senco_desk.ui.date_field import DateField
from senco_desk.ui.draft_keeper import DraftKeeper
from senco_desk.ui.fields import CheckField, ChoiceField, LineField, MoneyField, NumberField, TextField
from senco_desk.ui.forms import Form, SideSheet
from senco_desk.ui.pages import Place
from senco_desk.ui.typed import date_words, pence_words, read_date, read_number, read_pence
from tests.builders import Clock, a_desk

TODAY = date(2026, 11, 20)


class NoteDraft(Record):
    pupil_id: str
    title: Line = Rule(min_length=1)
    day: date
    words: Text = ""
    rate: Pence | None = None
    minutes: int | None = Rule(default=None, ge=5)
    status: str | None = None
    shared: bool = False


def a_form(**fixed):
    return Form(
        NoteDraft,
        {
            "title": LineField("&Title", "A few words"),
            "day": DateField("&Day", TODAY),
            "words": TextField("&What happened"),
            "rate": MoneyField("&Rate"),
            "minutes": NumberField("&Minutes"),
            "status": ChoiceField("&Status", [("K", "SEN Support"), ("E", "EHC plan")], none="Not said"),
            "shared": CheckField("Shared with &parents"),
        },
        title="Note",
        fixed={"pupil_id": "p1", **fixed},
    )


def test_what_is_typed_becomes_the_draft(qtbot, shown):
    form = shown(a_form())
    QTest.keyClicks(form.fields["title"].input, "Lunch club")
    QTest.keyClicks(form.fields["day"].input, "27 nov")
    QTest.keyClicks(form.fields["rate"].input, "£17.20")
    QTest.keyClicks(form.fields["words"].input, "Went well")
    form.fields["status"].set_value("E")
    qtbot.mouseClick(
        form.fields["shared"].input,
        Qt.MouseButton.LeftButton,
        pos=QPoint(12, form.fields["shared"].input.height() // 2),
    )
    with qtbot.waitSignal(form.submitted) as sent:
        QTest.keyClick(form.fields["words"].input, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sent.args[0] == NoteDraft(
        pupil_id="p1", title="Lunch club", day=date(2026, 11, 27), words="Went well", rate=1720, status="E", shared=True
    )


def test_a_problem_at_the_foot_of_a_long_form_is_scrolled_into_sight(shown):
    form = shown(a_form())
    form.resize(460, 320)
    QApplication.processEvents()
    last = list(form.fields)[-1]
    form.show_problems([Problem(sentence="This is not right yet. " * 4, field=last)])
    QApplication.processEvents()
    [sentence] = [words for words in form.fields[last].findChildren(QLabel) if words.text().startswith("■")]
    seen = form._scroll.viewport().rect()
    at = sentence.mapTo(form._scroll.viewport(), sentence.rect().bottomLeft())
    assert sentence.isVisible()
    assert seen.contains(at)


def test_all_problems_stand_beside_their_fields_and_nothing_typed_is_lost(qtbot, shown):
    form = shown(a_form())
    form.fields["day"].input.setText("31 feb")
    form.fields["rate"].input.setText("17.205")
    sent = []
    form.submitted.connect(sent.append)
    qtbot.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    assert sent == []
    assert form.fields["day"].problem() == "Type the date like 27/11/2026 or 27 Nov."
    assert form.fields["rate"].problem() == "Type the sum in pounds, like 17.20."
    assert form.fields["day"].input.text() == "31 feb"
    form.fields["day"].set_value(TODAY)
    form.fields["rate"].set_value(None)
    form.fields["minutes"].input.setText("3")
    form.send()
    assert form.fields["title"].problem() == "Please fill in title."
    assert form.fields["minutes"].problem() == "Minutes should be at least 5."
    assert form.fields["day"].problem() == ""


def test_a_refusal_from_elsewhere_is_shown_in_the_form(shown):
    form = shown(a_form())
    form.show_problems(
        [Problem(sentence="That day is in a holiday.", field="day"), Problem(sentence="Say who was there.")]
    )
    assert form.fields["day"].problem() == "That day is in a holiday."
    assert "Say who was there." in form.other.text()
    assert form.focusWidget() is form.fields["day"].input


def test_esc_closes_at_once_when_nothing_was_typed_and_keeps_what_was(qtbot, shown):
    form = shown(a_form())
    form.fill({"title": "Lunch club", "day": TODAY})
    assert not form.dirty
    with qtbot.waitSignal(form.closed):
        QTest.keyClick(form.fields["title"].input, Qt.Key.Key_Escape)
    QTest.keyClicks(form.fields["title"].input, "!")
    assert form.dirty
    closed = []
    form.closed.connect(lambda: closed.append(True))
    QTest.keyClick(form.fields["words"].input, Qt.Key.Key_Escape)
    assert closed == []
    assert "Close again lets it go" in form.kept.text()
    assert form.fields["title"].input.text() == "Lunch club!"
    QTest.keyClick(form.fields["title"].input, Qt.Key.Key_Backspace)
    assert not form.dirty


def test_enter_on_close_does_not_submit(qtbot, shown):
    form = shown(a_form())
    sent = []
    form.submitted.connect(sent.append)
    form.fill({"title": "x", "day": TODAY})
    form.cancel.setFocus()
    with qtbot.waitSignal(form.closed):
        QTest.keyClick(form.cancel, Qt.Key.Key_Return)
    assert sent == []


def test_the_calendar_opens_at_the_date_and_fills_it_in(qtbot, shown):
    form = shown(a_form())
    field = form.fields["day"]
    field.set_value(date(2026, 12, 1))
    menu = field.open_calendar()
    calendar = menu.findChild(QCalendarWidget)
    assert calendar.selectedDate().toPython() == date(2026, 12, 1)
    calendar.activated.emit(calendar.selectedDate().addDays(2))
    assert field.value() == date(2026, 12, 3)
    assert form.dirty


def test_every_field_has_a_name_for_a_screen_reader_and_a_mnemonic(shown):
    form = shown(a_form())
    for field in form.fields.values():
        assert field.input.accessibleName() == field.words
        assert "&" in field.label.text()


def test_a_long_text_makes_its_box_grow_up_to_its_limit(shown):
    form = shown(a_form())
    form.resize(500, 900)
    box = form.fields["words"]
    low = box.input.height()
    box.set_value("line\n" * 8)
    assert box.input.height() > low
    box.set_value("line\n" * 80)
    assert box.input.height() < 14 * box.input.fontMetrics().lineSpacing()


def test_enter_goes_on_in_a_long_form_and_saves_a_short_one(qtbot, shown):
    form = shown(a_form())
    form.activateWindow()
    assert QTest.qWaitForWindowActive(form)
    sent = []
    form.submitted.connect(sent.append)
    form.fields["title"].focus()
    QTest.keyClick(form.fields["title"].input, Qt.Key.Key_Return)
    assert form.focusWidget() is form.fields["day"].input
    QTest.keyClick(form.fields["day"].input, Qt.Key.Key_Enter)
    assert form.focusWidget() is form.fields["words"].input
    form.fields["status"].hide()
    form.fields["minutes"].focus()
    QTest.keyClick(form.fields["minutes"].input, Qt.Key.Key_Return)
    assert form.focusWidget() is form.fields["shared"].input
    QTest.keyClick(form.fields["shared"].input, Qt.Key.Key_Return)
    assert form.focusWidget() is form.submit
    assert sent == []
    assert "Ctrl+Enter" in form.submit.toolTip()
    short = shown(Form(Short, {"title": LineField("&Title")}, title="Short"))
    QTest.keyClicks(short.fields["title"].input, "One line")
    with qtbot.waitSignal(short.submitted):
        QTest.keyClick(short.fields["title"].input, Qt.Key.Key_Return)


class Short(Record):
    title: Line


def test_without_a_desk_the_sheet_holds_on_to_a_form_with_typed_words(shown):
    page = QWidget()
    page.resize(900, 600)
    sheet = SideSheet(page)
    shown(page)
    first, second = a_form(), a_form(pupil_id="p2")
    assert sheet.show_form(first)
    QTest.keyClicks(first.fields["title"].input, "half a note")
    for _ in range(3):
        assert not sheet.show_form(second)
        assert sheet.form is first
    assert "Close again lets it go" in first.kept.text()
    first.settle()
    assert sheet.show_form(second)
    second.leave()
    assert sheet.form is None
    assert not sheet.isVisible()


@pytest.fixture
def keeping(tmp_path, shown):
    """A page with a sheet whose typed words are kept in a real desk; answers the page, the keeper and what it said."""
    desk = a_desk(tmp_path)
    page = QWidget()
    page.resize(900, 700)
    page.sheet = SideSheet(page)
    page.draft_keeper = DraftKeeper(desk, clock=Clock(), here=lambda: Place("pupil", ("p1", "chronology")), parent=page)
    page.said = []
    page.draft_keeper.said.connect(page.said.append)
    page.desk = desk
    yield shown(page)
    page.draft_keeper.stop()
    desk.close()


def test_typed_words_are_kept_within_a_second_and_forgotten_once_saved(keeping, qtbot):
    form = a_form()
    keeping.sheet.show_form(form)
    QTest.keyClicks(form.fields["title"].input, "half a no")
    qtbot.waitUntil(lambda: bool(drafts.kept(keeping.desk)), timeout=2000)
    (words,) = drafts.kept(keeping.desk)
    assert words.typed["title"] == "half a no"
    assert words.pupil_id == "p1"
    assert words.place == ("pupil", "p1", "chronology")
    keeping.sheet.put_away()
    assert drafts.kept(keeping.desk) == []
    assert keeping.said == []


def test_another_form_opens_at_one_press_and_the_first_comes_back_whole(keeping):
    first, second = a_form(), a_form(pupil_id="p2")
    keeping.sheet.show_form(first)
    for name, words in {"title": "half a note ", "day": "31 feb", "rate": "17.205", "words": "  Went\nwell"}.items():
        QTest.keyClicks(first.fields[name].input, words) if name != "words" else first.fields[name].input.setPlainText(
            words
        )
    first.fields["status"].set_value("E")
    first.fields["shared"].input.setChecked(True)
    assert keeping.sheet.show_form(second)
    assert keeping.sheet.form is second
    assert not second.back.isVisible()
    assert keeping.said == ["What you had typed in “Note” is kept: open it again to go on."]
    again = a_form()
    assert keeping.sheet.show_form(again)
    assert {name: field.input.text() for name, field in again.fields.items() if name in ("title", "day", "rate")} == {
        "title": "half a note ", "day": "31 feb", "rate": "17.205"
    }  # fmt: skip
    assert again.fields["words"].input.toPlainText() == "  Went\nwell"
    assert again.fields["status"].value() == "E"
    assert again.fields["shared"].value() is True
    assert again.dirty
    assert again.back.words.text() == "What you had typed on 20 Nov 09:00 is back."


def test_pressing_for_the_same_form_again_leaves_the_typing_alone(keeping):
    form = a_form()
    keeping.sheet.show_form(form)
    QTest.keyClicks(form.fields["title"].input, "half")
    assert not keeping.sheet.show_form(a_form())
    assert keeping.sheet.form is form


def test_closing_keeps_discarding_forgets_and_can_be_taken_back(keeping):
    form = a_form()
    keeping.sheet.show_form(form)
    QTest.keyClicks(form.fields["title"].input, "half")
    QTest.keyClick(form.fields["title"].input, Qt.Key.Key_Escape)
    assert keeping.sheet.form is None
    assert not drafts.still_open(keeping.desk)
    form = a_form()
    keeping.sheet.show_form(form)
    assert form.fields["title"].value() == "half"
    form.back.button.click()
    keeping.draft_keeper.flush()
    assert form.fields["title"].value() == ""
    assert not form.dirty
    assert drafts.kept(keeping.desk) == []
    form.back.button.click()
    keeping.draft_keeper.flush()
    assert form.fields["title"].value() == "half"
    assert len(drafts.kept(keeping.desk)) == 1


def test_a_form_that_changes_a_record_brings_back_only_what_was_typed(keeping):
    form = a_form(id="n1")
    form.fill({"title": "Old", "words": "Old words"})
    keeping.sheet.show_form(form)
    QTest.keyClicks(form.fields["title"].input, "er")
    keeping.sheet._leave()
    again = a_form(id="n1")
    again.fill({"title": "Old", "words": "Changed meanwhile"})
    keeping.sheet.show_form(again)
    assert again.fields["title"].value() == "Older"
    assert again.fields["words"].value() == "Changed meanwhile"
    other = a_form(id="n2")
    keeping.sheet.show_form(other)
    assert other.fields["title"].value() == ""


def test_the_words_of_a_child_do_not_come_back_as_a_parents(keeping):
    child, parent = a_form(), a_form()
    child.fill({"status": "K"})
    parent.fill({"status": "E"})
    keeping.sheet.show_form(child)
    QTest.keyClicks(child.fields["title"].input, "I like it")
    assert keeping.sheet.show_form(parent)
    assert parent.fields["title"].value() == ""


def test_a_passphrase_is_never_kept(keeping):
    form = a_form()
    field = LineField("Passphrase")
    field.input.setEchoMode(QLineEdit.EchoMode.Password)
    form = Form(Short, {"title": LineField("Title"), "secret": field}, title="Protect")
    keeping.sheet.show_form(form)
    QTest.keyClicks(field.input, "seven green buses")
    field.input.setEchoMode(QLineEdit.EchoMode.Normal)
    QTest.keyClicks(form.fields["title"].input, "x")
    keeping.draft_keeper.flush()
    assert [words.typed for words in drafts.kept(keeping.desk)] == [{"title": "x"}]


def test_a_full_drive_is_said_once_and_never_in_the_way(keeping, monkeypatch):
    def full(*_):
        raise DiskFullError

    form = a_form()
    keeping.sheet.show_form(form)
    monkeypatch.setattr(drafts, "keep", full)
    for letters in ("half", " a", " note"):
        QTest.keyClicks(form.fields["title"].input, letters)
        keeping.draft_keeper.flush()
    assert len(keeping.said) == 1
    assert "is full" in keeping.said[0]
    assert form.fields["title"].value() == "half a note"


def test_an_unknown_choice_is_kept(qtbot):
    choice = ChoiceField("Status", [("K", "SEN Support")])
    qtbot.addWidget(choice)
    choice.set_value("Q")
    assert choice.value() == "Q"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("27/11/2026", date(2026, 11, 27)),
        ("27.11.26", date(2026, 11, 27)),
        ("1 2 2027", date(2027, 2, 1)),
        ("27 nov", date(2026, 11, 27)),
        ("27th November 2026", date(2026, 11, 27)),
        ("9 jan", date(2027, 1, 9)),
        ("3 sept 15", date(2015, 9, 3)),
        ("2026-11-27", date(2026, 11, 27)),
        ("Today", TODAY),
        ("29 feb", None),
        ("12/13/2026", None),
        ("november", None),
        ("1 ju", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(typed, meant):
    assert read_date(typed, TODAY) == meant


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_a_date_shown_is_read_back_as_itself(day, today):
    assert read_date(date_words(day), today) == day
    short = read_date(f"{day.day}/{day.month}", today)
    assert short is None or abs(short - today) <= timedelta(days=366 // 2 + 366 * 4)


@given(st.integers(-10_000_000_00, 10_000_000_00))
def test_a_sum_shown_is_read_back_to_the_penny(pence):
    assert read_pence(pence_words(pence)) == pence


@given(st.text(max_size=12))
def test_no_typed_text_breaks_a_reader(text):
    read_date(text, TODAY)
    pence, number = read_pence(text), read_number(text, 2)
    assert pence is None or isinstance(pence, int)
    assert number is None or isinstance(number, Decimal)


def test_a_draft_with_problems_cannot_be_taken(qtbot):
    form = a_form()
    qtbot.addWidget(form)
    with pytest.raises(RefusedError) as refused:
        form.draft()
    assert {problem.field for problem in refused.value.problems} == {"title", "day"}
