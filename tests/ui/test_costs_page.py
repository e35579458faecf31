"""Everyone's spending beside their threshold."""

import pytest

from senco_desk.domain.provision import SessionDraft
from senco_desk.domain.thresholds import ANY_LEVEL
from senco_desk.services import provision, schools
from senco_desk.ui.context import Context
from senco_desk.ui.costs_page import CostsPage, part_of
from senco_desk.ui.pages import Place
from senco_desk.ui.work import Work
from tests import screens
from tests.builders import TODAY, a_provision, a_pupil, a_status
from tests.rich_child import CALENDAR
from tests.screens import cells, press

desk = screens.desk


@pytest.fixture
def page(desk, settings, shown):
    schools.replace_calendar(desk, CALENDAR)
    work = Work()
    context = Context(desk, work, settings)
    made = CostsPage(context)
    context.setParent(made)
    work.crashed.connect(pytest.fail)
    made.context = context
    made.resize(1140, 640)
    return shown(made)


@pytest.fixture
def ann_and_ben(desk):
    ann = a_pupil(desk, legal_forename="Ann", year_group="4")
    ben = a_pupil(desk, legal_forename="Ben", year_group="5", authority_id="cheshire-west-and-chester")
    a_status(desk, ann, needs=("SLCN",))
    a_status(desk, ben, needs=("ASD",))
    group = a_provision(desk, ann, what="Counting", sessions_per_week=10)
    a_provision(desk, ben, what="Reading")
    provision.log_session(desk, SessionDraft(provision_id=group.provision.id, on=TODAY))
    return ann, ben


def test_nothing_planned_says_what_to_do(page):
    page.show_place(Place("costs"))
    assert page.stack.currentWidget() is page.nothing
    gone = []
    page.context.going.connect(gone.append)
    press(page.nothing, "Go to the provision map")
    assert gone == [Place("provision")]


def test_each_child_stands_beside_their_own_threshold(page, ann_and_ben):
    page.show_place(Place("costs"))
    rows = {row[0]: row for row in cells(page.table)}
    ann, ben = page.table.rows.row_at(0), page.table.rows.row_at(1)
    assert [ann.name, ben.name] == ["Ann O’Neill", "Ben O’Neill"]  # the most spending first
    assert rows["Ann O’Neill"][6].endswith("of £10,000")
    assert rows["Ben O’Neill"][6].endswith("of £6,000")
    assert rows["Ann O’Neill"][4] != "not logged"
    assert rows["Ben O’Neill"][4] == "not logged"
    assert part_of(ann.spend) == ann.spend.counted_pence / 1_000_000
    assert ann.spend.counted_pence == ann.spend.forecast_pence + 400_000
    assert ben.spend.counted_pence == ben.spend.forecast_pence
    assert page.law.text() == ANY_LEVEL
    assert "eligible" not in page.foot.text()
    assert "not logged" in page.totals.text()


def test_chips_and_typing_narrow_the_table(page, ann_and_ben):
    page.show_place(Place("costs"))
    page.chips.set_on(["unlogged"])
    assert [row[0] for row in cells(page.table)] == ["Ben O’Neill"]
    page.chips.set_on([])
    page.table.rows.filter("ann")
    assert [row[0] for row in cells(page.table)] == ["Ann O’Neill"]
    assert page.count.text() == "1 of 2 pupils with provision shown"


def test_sums_by_year_and_need(page, ann_and_ben):
    page.show_place(Place("costs"))
    page.tabs.choose("need")
    assert page.stack.currentWidget() is page.sums
    assert [row[0].partition(" ")[0] for row in cells(page.sums)] == ["ASD", "SLCN"]
    page.tabs.choose("year")
    assert len(cells(page.sums)) == 2


def test_a_row_opens_the_childs_own_tab(page, ann_and_ben):
    page.show_place(Place("costs"))
    gone = []
    page.context.going.connect(gone.append)
    page.table.opened.emit(page.table.rows.row_at(0))
    assert gone == [Place("pupil", (ann_and_ben[0].id, "provision"))]
