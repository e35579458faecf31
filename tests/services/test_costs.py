"""Spending as the screens tell it: a preview that agrees with what is then kept, and sums that are sums of lines."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from senco_desk.domain.provision import ProvisionDraft, SessionDraft
from senco_desk.domain.terms import AcademicYear
from senco_desk.domain.thresholds import ANY_LEVEL
from senco_desk.services import costs, costs_overview, provision, schools
from senco_desk.services.desk import Desk
from tests.builders import TODAY, a_desk, a_provision, a_pupil, a_status
from tests.rich_child import CALENDAR


def test_the_preview_is_what_the_kept_line_costs(tmp_path_factory):
    desk = a_desk(tmp_path_factory.mktemp("desk"))
    schools.replace_calendar(desk, CALENDAR)
    amelia = a_pupil(desk)

    @given(
        minutes=st.integers(5, 120),
        sessions=st.decimals(Decimal("0.25"), 10, places=2),
        size=st.integers(1, 12),
        rate=st.integers(0, 9000),
        one_off=st.integers(0, 100_000),
        start=st.dates(date(2026, 9, 1), date(2027, 6, 1)),
    )
    def holds(minutes, sessions, size, rate, one_off, start):
        draft = ProvisionDraft(
            what="Language group", minutes=minutes, sessions_per_week=sessions, group_size=size, rate_pence=rate,
            one_off_pence=one_off, start=start, end=date(2027, 7, 16),
        )  # fmt: skip
        shown = costs.preview(desk, draft, pupil_id=amelia.id)
        kept = provision.add(desk, draft, [amelia.id]).value
        (line,) = costs.for_pupil(desk, amelia.id).spend.lines
        provision.remove(desk, kept.provision.id)
        assert (shown.planned_pence, shown.formula, shown.counts) == (line.planned_pence, line.formula, line.counts)

    try:
        holds()
    finally:
        desk.close()


def test_the_preview_is_of_the_year_the_line_runs_in(desk):
    schools.replace_calendar(desk, CALENDAR)
    usual = {"what": "Counting", "minutes": 60, "sessions_per_week": 1, "rate_pence": 1720}
    past = ProvisionDraft(**usual, start=date(2026, 1, 5), end=date(2026, 2, 6))
    assert costs.preview(desk, past).planned_pence == 1720 * 5
    backwards = ProvisionDraft(**usual, start=date(2026, 9, 7), end=date(2026, 9, 1))
    assert costs.preview(desk, backwards).planned_pence == 0


def test_every_sentence_about_spending_keeps_the_door_open(desk):
    amelia = a_pupil(desk)
    a_provision(desk, amelia)
    told = costs.for_pupil(desk, amelia.id)
    assert told.spend.lines
    assert len(told.sentences) >= 3
    for sentence in told.sentences[:3]:
        assert len(sentence) > len(ANY_LEVEL), "figures come before it"
        assert sentence.endswith(ANY_LEVEL)


def test_the_overview_adds_up(desk):
    schools.replace_calendar(desk, CALENDAR)
    ann = a_pupil(desk, legal_forename="Ann", year_group="4")
    ben = a_pupil(desk, legal_forename="Ben", year_group="R")
    a_pupil(desk, legal_forename="Cam")  # nothing is planned for Cam
    a_status(desk, ann, needs=("SLCN",))
    a_status(desk, ben, needs=("ASD",))
    shared = a_provision(desk, ann, ben)
    a_provision(desk, ann, what="Therapy", tier="specialist", funder="health")
    provision.log_session(desk, SessionDraft(provision_id=shared.provision.id, on=TODAY, absent=(ben.id,)))

    found = costs_overview.overview(desk)

    assert found.year == AcademicYear(first=2026)
    assert [(row.name, row.need, row.under) for row in found.rows] == [
        ("Ann O’Neill", "SLCN", "Y4 · 4B · SEN Support"),
        ("Ben O’Neill", "ASD", "R · 4B · SEN Support"),
    ]
    whole = found.whole
    assert whole.planned_pence == sum(row.spend.planned_pence for row in found.rows) > 0
    for sums in (found.by_year, found.by_need, found.by_tier):
        for name in ("planned_pence", "to_date_pence", "forecast_pence"):
            assert sum(getattr(one, name) for one in sums) == getattr(whole, name)
    assert [one.words for one in found.by_tier] == ["Targeted support"]  # what health pays for is shown, not counted
    assert [one.order for one in found.by_year] == [0, 1]
    assert found.rows[0].delivered_pence == 860  # half of an hour at £17.20
    assert found.rows[1].delivered_pence == 0  # logged, and Ben was not there


def test_what_is_not_logged_is_not_called_nothing(desk):
    ann = a_pupil(desk)
    a_provision(desk, ann)
    found = costs_overview.overview(desk)
    assert found.rows[0].delivered_pence is None
    assert (found.whole.delivered_pence, found.whole.not_logged) == (None, 1)


def test_a_child_of_an_unknown_authority_does_not_hide_the_register(desk: Desk) -> None:
    here, elsewhere = a_pupil(desk), a_pupil(desk, authority_id="somewhere-new")
    a_provision(desk, here)
    a_provision(desk, elsewhere)
    found = costs.for_all(desk, [here.id, elsewhere.id])
    assert found[here.id].threshold.amount_pence == 1_000_000
    assert found[elsewhere.id].threshold.amount_pence == 600_000
    assert costs.for_pupil(desk, elsewhere.id).profile.authority_id == "generic"
