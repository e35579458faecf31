"""Forms as a person uses them: type, be told beside the field, keep what was typed, close with Esc."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field as Rule
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCalendarWidget, QWidget

from senco_desk.domain.money import Pence
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.records import Line, Record, Text
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import CheckField, ChoiceField, LineField, MoneyField, NumberField, PercentField, TextField
from senco_desk.ui.forms import Form, SideSheet
from senco_desk.ui.typed import date_words, pence_words, read_date, read_number, read_pence

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
        QTest.keyClick(form.fields["title"].input, Qt.Key.Key_Return)
    assert sent.args[0] == NoteDraft(
        pupil_id="p1", title="Lunch club", day=date(2026, 11, 27), words="Went well", rate=1720, status="E", shared=True
    )


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


def test_the_sheet_holds_on_to_a_form_with_typed_words(qtbot, shown):
    page = QWidget()
    page.resize(900, 600)
    sheet = SideSheet(page)
    shown(page)
    first, second = a_form(), a_form()
    assert sheet.show_form(first)
    QTest.keyClicks(first.fields["title"].input, "half a note")
    assert not sheet.show_form(second)
    assert sheet.form is first
    first.settle()
    assert sheet.show_form(second)
    second.leave()
    assert sheet.form is None
    assert not sheet.isVisible()


def test_an_unknown_choice_is_kept_and_a_percent_sign_is_understood(qtbot):
    choice = ChoiceField("Status", [("K", "SEN Support")])
    percent = PercentField("Attendance")
    for field in (choice, percent):
        qtbot.addWidget(field)
    choice.set_value("Q")
    assert choice.value() == "Q"
    percent.input.setText("91 %")
    assert percent.value() == 91


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
