"""What a quickly typed note is read as: never a word lost, never a day in the future, never a promise by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.papers import CONTACT_KINDS
from senco_desk.domain.quick_entry import Person, Recognised, both_ends, promises_in, recognise
from senco_desk.domain.spoken_days import day_said, days_in

TODAY = date(2026, 11, 20)
"""A Friday."""
PEOPLE = (
    Person("Sarah Okafor, mother", ("sarah okafor", "mother", "mum", "sarah")),
    Person("Dr Anna Reed, educational psychologist", ("dr anna reed", "ep", "ed psych", "educational psychologist")),
)
MUM, EP = (person.shown for person in PEOPLE)


@pytest.mark.parametrize(
    ("typed", "kind", "whom", "on"),
    [
        ("call mum: she said yes", "call", MUM, None),
        ("Rang mum yesterday about the trip", "call", MUM, date(2026, 11, 19)),
        ("email from EP on Monday: report", "email", EP, date(2026, 11, 16)),
        ("Met with Mrs Khan on 3 Nov", "meeting", "Mrs Khan", date(2026, 11, 3)),
        ("Yesterday: talk with dad in the corridor", "talk", "dad", date(2026, 11, 19)),
        ("On Monday, visit by OT: good", "visit", "OT", date(2026, 11, 16)),
        ("I spoke to Mr Price about reading", "talk", "Mr Price", None),
        ("3 Nov call with gran: fine", "call", "gran", date(2026, 11, 3)),
        ("message from mum 18/11/2026: late", "message", MUM, date(2026, 11, 18)),
        ("Home visit. All well on Monday", "visit", "", None),
        ("Phone call from Dad", "call", "Dad", None),
        ("note: quiet today", "note", "", TODAY),
    ],
)
def test_what_the_first_words_say(typed, kind, whom, on):
    read = recognise(typed, TODAY, PEOPLE)
    assert (read.kind, read.with_whom, read.on) == (kind, whom, on)


@pytest.mark.parametrize(
    "typed",
    ["Met his targets", "Text too hard", "Called out in class", "Visit to the farm went well", "Will see him on Monday",
     "Talk is clearer", "Meeting the target is near", "He wants to call his mum", "Report due by Monday", "", "   "],
)  # fmt: skip
def test_what_only_looks_like_a_contact_is_a_plain_note(typed):
    assert recognise(typed, TODAY, PEOPLE) == Recognised()


@pytest.mark.parametrize(
    ("typed", "whom"),
    [
        ("call from mum of Zain Nguyen she is ill", "mum of Zain Nguyen"),
        ("call from mum of zain she is ill", "mum of zain"),
        ("call with mum of Ben Hall", "mum of Ben Hall"),
        ("call from mum of Ben", MUM),
        ("call from mum of Ben Okafor", MUM),
        ("call from Zain’s mum", ""),
    ],
)
def test_the_mum_of_another_child_is_nobody_around_this_one(typed, whom):
    assert recognise(typed, TODAY, PEOPLE, children=["Ben Okafor"]).with_whom == whom


@pytest.mark.parametrize("who", ["Mum of Zain Nguyen", "Zain’s mum", "call from mum of Zain"])
def test_a_promise_of_another_childs_mum_is_not_this_ones(who):
    (read,) = promises_in(f"{who} promised to ring by Friday", TODAY, PEOPLE, children=["Ben Okafor"])
    assert read.who != MUM
    (own,) = promises_in("Ben’s mum promised to ring by Friday", TODAY, PEOPLE, children=["Ben Okafor"])
    assert own.who == MUM


def test_a_pasted_email_by_its_head():
    mail = (
        'From: "Khan, Jane" <jane@example.org>\nSent: Tuesday, November 3, 2026 10:12 AM\nSubject: Re: Ben\n\nOn Monday'
    )
    assert recognise(mail, TODAY) == Recognised(
        "email", "From:", "Khan, Jane", date(2026, 11, 3), "Tuesday, November 3, 2026 10:12 AM", "Re: Ben"
    )
    sent = (
        "From: Helen Marsh <h@example.org>\nTo: Sarah Okafor <s@example.org>\n"
        "Date: Tue, 3 Nov 2026 10:12:00 +0000\n\nHi"
    )
    read = recognise(sent, TODAY, PEOPLE, own=["Helen Marsh"])
    assert (read.with_whom, read.on) == (MUM, date(2026, 11, 3))
    assert recognise("From: where he sits he cannot see", TODAY).kind == "note", "one such line is no e-mail"


@pytest.mark.parametrize(
    ("text", "who", "what", "due"),
    [
        ("EP promised to send the report by Friday.", EP, "send the report by Friday", date(2026, 11, 27)),
        ("Mum will bring the glasses by 27 Nov", MUM, "bring the glasses by 27 Nov", date(2026, 11, 27)),
        ("Rang. She will ring back tomorrow!", "whoever", "ring back tomorrow", date(2026, 11, 21)),
        ("I promised to call within two weeks", "Mrs Hall", "call within two weeks", date(2026, 12, 4)),
        ("The school nurse agreed to see him in a fortnight", "The school nurse", "see him in a fortnight",
         date(2026, 12, 4)),
        ("EP has promised us that she will come", EP, "come", None),
    ],
)  # fmt: skip
def test_promises_that_a_text_tells_of(text, who, what, due):
    (read,) = promises_in(text, TODAY, PEOPLE, spoken_with="whoever", me="Mrs Hall")
    assert (read.who, read.what, read.due) == (who, what, due)


@pytest.mark.parametrize("text", ["He will do better", "A promised land", "Goodwill by Friday", "", "Will by Friday"])
def test_a_will_without_a_day_is_no_promise(text):
    assert promises_in(text, TODAY, PEOPLE) == []


def test_what_a_meeting_agreed_on():
    found = promises_in("Mum to bring the form by Monday.\nEP will visit. All were glad.", TODAY, PEOPLE, agreed=True)
    assert [(each.who, each.what, each.due) for each in found] == [
        (MUM, "bring the form by Monday", date(2026, 11, 23)),
        (EP, "visit", None),
    ]


def test_next_friday_is_the_one_of_next_week_and_last_monday_lies_behind():
    wednesday = date(2026, 11, 18)
    assert day_said("friday", wednesday, ahead=True) == date(2026, 11, 20)
    assert day_said("next Friday", wednesday, ahead=True) == date(2026, 11, 27)
    assert day_said("last Monday", wednesday, ahead=True) == date(2026, 11, 16)
    assert day_said("fri", wednesday, ahead=False) == date(2026, 11, 13)
    assert day_said("3/12", wednesday, ahead=True) == date(2026, 12, 3)
    assert day_said("3 dec", wednesday, ahead=False) == date(2025, 12, 3)
    assert day_said("he sat", wednesday, ahead=False) is None
    assert list(days_in("he sat with 1/2 of it", wednesday, ahead=False)) == []


@given(st.text(max_size=400), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_any_text_is_read_without_a_fault_and_never_as_a_day_to_come(text, today):
    read = recognise(text, today, PEOPLE)
    assert read.kind in CONTACT_KINDS
    assert read.on is None or read.on <= today
    for promise in promises_in(text, today, PEOPLE, agreed=True):
        assert promise.what in text
        assert promise.due is None or promise.due >= today


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 300), st.booleans())
def test_a_day_written_without_its_year_is_the_nearest_that_way(today, away, ahead):
    day = today + timedelta(days=away if ahead else -away)
    assert day_said(f"{day.day} {day:%B}", today, ahead=ahead) == day
    assert day_said(f"{day.day}/{day.month}/{day.year}", today, ahead=ahead) == day
    assert day_said(day.isoformat(), today, ahead=ahead) == day


def test_of_a_long_text_both_ends_are_looked_through_in_whole_sentences() -> None:
    first, last = "EP promised to send the report.", "Mum promised to ring."
    middle = "Nothing of note was said about dad who promised to come. " * 200
    text = f"{first} {middle}{last}"
    assert [each.what for each in promises_in(both_ends(text), TODAY)][:1] == ["send the report"]
    assert [each.what for each in promises_in(both_ends(text), TODAY)][-1:] == ["ring"]
    assert len(both_ends(text)) <= 4_001
    for sentence in both_ends(text).replace("\n", " ").split(". "):
        assert f"{sentence.rstrip('.')}." in text, "no sentence is cut in two"
    assert both_ends("x" * 20_000) == "\n"


@given(st.text(max_size=400), st.integers(1, 60))
def test_a_short_text_is_left_whole_and_a_long_one_never_grows(text: str, most: int) -> None:
    cut = both_ends(text, most)
    assert cut == text if len(text) <= 2 * most else len(cut) <= 2 * most + 1
