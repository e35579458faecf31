"""Status histories, however they are put together: no day is claimed twice, and no child drops out between two."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.needs import Status, StatusDraft, problems_of_past_status, status_on
from senco_desk.domain.status_history import (
    corrected,
    problems_of_correction,
    problems_of_new_end,
    put_in,
    taken_out,
)

FIRST = date(2026, 1, 1)
DAY = timedelta(days=1)
days = st.integers(0, 40).map(lambda number: FIRST + timedelta(days=number))
codes = st.sampled_from(("monitoring", "K", "E", "N"))
new = st.tuples(st.just("new"), codes, days, st.none() | days)
correction = st.tuples(st.just("correct"), st.integers(0, 9), st.none() | days, st.none() | days)
removal = st.tuples(st.just("remove"), st.integers(0, 9))


def found_on_a_roll(day):
    return Status(id="0", pupil_id="p", status="K", as_found_on=day, source="roll")


@given(roll=st.none() | days, deeds=st.lists(new | correction | removal, max_size=12))
def test_no_day_is_claimed_twice_and_nobody_drops_out(roll, deeds):
    history = [found_on_a_roll(roll)] if roll else []
    for at, (kind, *said) in enumerate(deeds, start=1):
        if kind == "new":
            code, start, end = said
            draft = StatusDraft(pupil_id="p", status=code, start=start, end=end)
            if problems_of_new_end(draft, history):
                continue
            fit = put_in(draft, history)
            history = changed(history, fit)
            history.append(Status(id=str(at), **dict(draft) | {"end": fit.end}))
        elif history:
            old = history[said[0] % len(history)]
            if kind == "remove":
                history = [one for one in changed(history, taken_out(old, history)) if one.id != old.id]
            else:
                again = old.model_copy(update={"start": said[1], "end": said[2]})
                if problems_of_past_status(again) or problems_of_correction(again, history):
                    continue
                fit = corrected(again, history)
                history = changed(history, fit)
                history = [one if one.id != old.id else again.model_copy(update={"end": fit.end}) for one in history]
        fits_together(history)


def changed(history, fit):
    gone = {one.id for one in fit.gone}
    now = {one.id: one for one in fit.changed}
    return [now.get(one.id, one) for one in history if one.id not in gone]


def fits_together(history):
    order = sorted(history, key=lambda one: one.since)
    for before, after in pairwise(order):
        same_day = before.start is None and before.since == after.since == before.end
        assert same_day or before.end == after.since - DAY, order
    if order:
        assert order[-1].end is None
        for number in range(80):
            day = FIRST + timedelta(days=number)
            assert (status_on(history, day) is None) == (day < order[0].since)


@given(first=days, second=days)
def test_ends_that_were_never_written_are_made_good_by_what_comes_next(first, second):
    """Histories from elsewhere may lack their ends; what is put in before a later stretch ends before it."""
    history = [
        Status(id="a", pupil_id="p", status="K", start=first),
        Status(id="b", pupil_id="p", status="E", start=first + timedelta(days=50)),
    ]
    start = max(second, first + DAY)
    fit = put_in(StatusDraft(pupil_id="p", status="monitoring", start=start), history)
    assert fit.end == first + timedelta(days=49)
    assert [(one.id, one.end) for one in fit.changed] == [("a", start - DAY)]


def test_an_end_beyond_the_next_status_is_refused_and_says_what_comes_then():
    history = [Status(id="a", pupil_id="p", status="E", start=date(2026, 3, 5))]
    draft = StatusDraft(pupil_id="p", status="K", start=date(2026, 1, 5), end=date(2026, 4, 1))
    (problem,) = problems_of_new_end(draft, history)
    assert problem.field == "end"
    assert "“EHC plan” begins on 5 March 2026" in problem.sentence
    assert problems_of_new_end(draft.model_copy(update={"end": date(2026, 3, 4)}), history) == []
