"""The chronology: a day's events follow from each other, and a child is called by name."""

from __future__ import annotations

from datetime import date
from itertools import permutations

from senco_desk.domain.chronology import Gap, chronology, with_gaps
from senco_desk.domain.cycles import Cycle
from senco_desk.domain.papers import Note
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.reviews import Meeting, Review
from senco_desk.domain.views import View

DAY = date(2026, 2, 9)


def a_record(**held: object) -> PupilRecord:
    return PupilRecord(pupil=Pupil(id="p", legal_forename="Zoë", legal_surname="Lovelace"), **held)  # type: ignore[arg-type]


def cycles() -> tuple[Cycle, ...]:
    first = Cycle(id="z", pupil_id="p", number=1, opened_on=date(2025, 11, 3), closed_on=DAY)
    # Ids are drawn at random, so neither order of them may matter.
    return first, Cycle(id="a", pupil_id="p", number=2, opened_on=DAY, planned_on=DAY, started_on=DAY)


def test_a_cycle_is_reviewed_before_the_next_is_opened() -> None:
    review = Review(id="m", pupil_id="p", cycle_id="z", on=DAY, decision="continue")
    for order in permutations(cycles()):
        titles = [event.title for event in chronology(a_record(cycles=order, reviews=(review,))) if event.on == DAY]
        assert titles[0] == "Review of cycle 1"
        assert titles[1:3] == ["Cycle 2 opened", "Cycle 2: plan agreed"]
        assert titles[3].startswith("Cycle 2: ")


def test_a_cycle_opened_and_reviewed_on_one_day_is_opened_first() -> None:
    (first, _) = cycles()
    review = Review(id="a", pupil_id="p", cycle_id="z", on=first.opened_on, decision="continue")
    titles = [event.title for event in chronology(a_record(cycles=(first,), reviews=(review,)))]
    assert titles[:2] == ["Cycle 1 opened", "Review of cycle 1"]


def test_what_led_to_a_cycle_stands_before_it() -> None:
    events = chronology(
        a_record(
            cycles=cycles()[1:],
            notes=(Note(id="n", pupil_id="p", on=DAY, text="Upset."),),
            meetings=(Meeting(id="m", pupil_id="p", on=DAY, with_parents=True),),
            views=(View(id="v", pupil_id="p", on=DAY, whose="child", words="I like maths."),),
        )
    )
    assert [event.kind for event in events][:4] == ["note", "view", "meeting", "cycle"]


def test_a_childs_words_bear_the_childs_name() -> None:
    (event,) = chronology(a_record(views=(View(id="v", pupil_id="p", on=DAY, whose="child", words="I like maths."),)))
    assert event.title.startswith("Zoë’s views")
    (event,) = chronology(
        a_record(views=(View(id="v", pupil_id="p", on=DAY, whose="parent", person="Mr Bell", words="Well."),))
    )
    assert event.title.startswith("Mr Bell’s views")


def test_a_gap_stands_where_it_begins() -> None:
    days = [date(2026, 1, 12), date(2026, 3, 23), date(2026, 5, 5)]
    before, last = Gap(date(2026, 1, 13), date(2026, 3, 20), 40), Gap(date(2026, 5, 6), date(2026, 7, 17), 45)
    told = list(with_gaps(days, [last, before], lambda day: day))
    assert told == [days[0], before, days[1], days[2], last]
