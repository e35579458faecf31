"""One child, one number: the sessions planned to date are the same wherever they are shown."""

from datetime import date
from decimal import Decimal

import pytest

from senco_desk.documents import pack_costs
from senco_desk.documents.content import Grid, Number, Paragraph
from senco_desk.documents.pack_facts import PackFacts
from senco_desk.domain.provision import SessionDraft
from senco_desk.domain.thresholds import ANY_LEVEL
from senco_desk.services import costs, provision, pupils, readiness, schools, timelines
from tests import screens
from tests.builders import a_provision, a_pupil
from tests.rich_child import CALENDAR
from tests.screens import cells, go, texts

desk, window = screens.desk, screens.window


@pytest.fixture
def amelia(desk):
    """Counting three times a week since September, logged only since Monday 9 November: 4 of the 6 due were given."""
    schools.replace_calendar(desk, CALENDAR)
    child = a_pupil(desk)
    line = a_provision(desk, child, what="Counting", sessions_per_week=Decimal(3), start=date(2026, 9, 14))
    for day, given in ((9, True), (11, True), (13, False), (16, True), (18, True)):
        on = date(2026, 11, day)
        draft = SessionDraft(provision_id=line.provision.id, on=on, given=given, reason="" if given else "Trip")
        provision.log_session(desk, draft)
    return child


def in_the_pack(desk, pupil_id):
    found = costs.for_pupil(desk, pupil_id)
    record = pupils.record_of(desk, pupil_id)
    facts = PackFacts(
        record=record,
        school=schools.school(desk),
        profile=found.profile,
        spend=found.spend,
        curve=found.curve,
        sentences=found.sentences,
        readiness=readiness.of(desk, pupil_id),
        today=desk.today,
        timeline=timelines.timeline_of(desk, record),
    )
    said_and_done = [block for block in pack_costs.provision(facts).blocks if isinstance(block, Grid)][1]
    return facts, said_and_done


def test_the_tab_the_map_the_overview_and_the_pack_say_the_same_number(desk, window, amelia):
    # 14 September to 20 November less a week of half-term: 45 school days, three times a week.
    since = "since logging began on 9 November 2026, 4 of 6 (67 %)"

    page = go(window, "pupil", amelia.id, "provision")
    tab = page.provision
    assert cells(tab.table)[0][5] == "4 of 27"
    assert tab.words.sessions.text() == f"4 of 27 sessions planned to date were given; {since}: 1 trip."

    page = go(window, "pupil", amelia.id, "overview")
    assert f"4 of 27 planned given · 1 not given · {since}" in texts(page.overview.now.sessions)

    assert cells(go(window, "provision").table)[0][4] == "4 of 27"

    _facts, grid = in_the_pack(desk, amelia.id)
    assert grid.headers[1] == "Planned to date"
    assert grid.rows[0][1:5] == (Number("27"), Number("4"), Number("0"), Number("1"))
    assert "since logging began on 9 November 2026: 6 due" in str(grid.rows[0][0])
    assert "from the line’s first day this school year to 20 November 2026" in grid.caption


def test_the_pack_says_that_a_request_is_always_open_before_any_figure_and_no_distance(desk, window, amelia):
    facts, _grid = in_the_pack(desk, amelia.id)
    first, *rest = pack_costs.spend(facts).blocks
    assert first == Paragraph(ANY_LEVEL, "note")
    told = " ".join(str(block) for block in rest)
    assert "£" in told
    assert "below" not in told
    assert "above" not in told
