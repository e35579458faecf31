"""Charts: their figures are printed, they read in grey, awkward data does not break them, and each has words."""

from __future__ import annotations

import io
import itertools
import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.graphics import renderPDF

from senco_desk.documents import chart_strokes, charts, fonts
from senco_desk.documents.charts_content import (
    AttainmentChart,
    AttainmentLine,
    AttendanceChart,
    Chart,
    NeedBar,
    NeedBars,
    OutcomeBar,
    OutcomeBars,
    SpendChart,
    alternative,
)
from tests.documents.reading import ink, picture, squeezed, texts

APRIL = date(2026, 4, 1)
SPENT = tuple((APRIL + timedelta(days=30 * n), 60_000 * n) for n in range(8))
FORECAST = tuple((APRIL + timedelta(days=30 * n), 70_000 * n) for n in range(7, 13))
SPEND = SpendChart(
    first=APRIL,
    last=date(2027, 3, 31),
    to_date=SPENT,
    planned=tuple((APRIL + timedelta(days=30 * n), 65_000 * n) for n in range(13)),
    forecast=FORECAST,
    forecast_low=tuple((day, pence - 20_000) for day, pence in FORECAST),
    forecast_high=tuple((day, pence + 20_000) for day, pence in FORECAST),
    today=date(2026, 10, 28),
    threshold=600_000,
    basis="notional SEN budget",
    crossing=date(2026, 12, 12),
    crossing_words="between 1 Dec and 9 Jan",
)


def page_of(chart: Chart) -> bytes:
    out = io.BytesIO()
    renderPDF.drawToFile(charts.draw(chart, 480), out)
    return out.getvalue()


def words_of(chart: Chart) -> str:
    return " ".join(" ".join(texts(page_of(chart))).split())


def test_the_spend_curve_names_the_threshold_its_basis_and_the_day_it_is_passed() -> None:
    words = words_of(SPEND)
    for said in ("£6,000 threshold: notional SEN budget", "12 Dec 2026 (between 1 Dec and 9 Jan)", "today, 28 Oct",
                 "Spent to date", "Planned", "Forecast from delivery", "Likely range"):  # fmt: skip
        assert squeezed(said) in squeezed(words)
    said = alternative(SPEND)
    assert "Spent to date: £4,200 by 28 October 2026." in said
    assert "Threshold: £6,000 (notional SEN budget)." in said
    assert "The forecast lies between £8,200 and £8,600." in said


def test_lines_of_the_spend_curve_differ_by_more_than_colour() -> None:
    dashes = {
        tuple(shape.strokeDashArray or ())
        for shape in charts.draw(SPEND, 480).contents
        if shape.__class__.__name__ == "PolyLine"
    }
    assert len(dashes) == 3


def test_outcomes_show_baseline_now_target_and_state_in_words() -> None:
    chart = OutcomeBars(
        (OutcomeBar("Reads 40 words", 12, 31, 40, "words", "on_track", "on track"), OutcomeBar("New", 0, None, 5))
    )
    words = squeezed(words_of(chart))
    for said in ("Reads 40 words (words)", "baseline 12", "now 31", "target 40", "✓ on track"):
        assert squeezed(said) in words
    assert "not yet measured again" in alternative(chart)


def test_labels_of_an_outcome_never_print_over_each_other() -> None:
    chart = OutcomeBars((OutcomeBar("Close together", 9.5, 9.75, 10, "minutes a day"),))
    labels = sorted(
        (shape.x, shape.x + fonts.width_of(shape.text, chart_strokes.LABEL))
        for shape in charts.draw(chart, 300).contents
        if shape.__class__.__name__ == "String" and re.match(r"(baseline|now|target) \d", shape.text)
    )
    assert len(labels) == 3
    assert all(before[1] < after[0] for before, after in itertools.pairwise(labels))
    assert labels[0][0] >= 0
    assert labels[-1][1] <= 300


def test_figures_that_are_the_same_share_one_label_and_the_measure_stands_once() -> None:
    chart = OutcomeBars((OutcomeBar("Counts on", 6, 6, 12, "of 20"),))
    words = [each.text for each in charts.draw(chart, 480).contents if each.__class__.__name__ == "String"]
    assert "baseline and now 6" in words
    assert "target 12" in words
    assert sum("of 20" in each for each in words) == 1


def test_nothing_of_an_outcome_sticks_out() -> None:
    long = OutcomeBar("t" * 300, -123456.78, -99999.25, 1234567.5, "u" * 200, "overdue", "not met")
    for width in (300, 482):
        for shape in charts.draw(OutcomeBars((long,)), width).contents:
            left, _, right, _ = shape.getBounds()
            if shape.__class__.__name__ == "String":
                right = left = shape.x
                right += fonts.width_of(shape.text, chart_strokes.LABEL, bold=shape.fontName == fonts.BOLD)
            assert left >= 0, shape
            assert right <= width + 0.5, shape


def test_attendance_says_its_figures_and_where_its_scale_begins() -> None:
    chart = AttendanceChart((("Autumn", 93.4), ("Spring", None)), compare=94.1)
    words = words_of(chart)
    assert "93.4%" in words
    assert "no figures" in words
    assert "The scale begins at 80%." in words
    assert alternative(chart).endswith("Autumn: 93.4%; Spring: no figures; whole school: 94.1%.")


def test_attainment_and_needs_are_named() -> None:
    attainment = AttainmentChart(
        ("Aut", "Spr"), (AttainmentLine("Reading", ((0, 1), (1, 2))),), (2, None), ((1, "Below"), (2, "Expected"))
    )
    assert "Reading: Aut Below, Spr Expected." in alternative(attainment)
    assert "Expected" in words_of(attainment)
    needs = NeedBars((NeedBar("Autism", 6, 13.3, 11.6),))
    assert "6 (13%)" in words_of(needs)
    assert "England 12%" in words_of(needs)


@pytest.mark.parametrize(
    "chart",
    [
        SpendChart(APRIL, APRIL, ()),
        SpendChart(APRIL, date(2027, 3, 31), ((APRIL, 0),), threshold=0),
        SpendChart(APRIL, date(2027, 3, 31), SPENT, today=date(2030, 1, 1), crossing=date(2031, 1, 1), threshold=1),
        OutcomeBars(()),
        OutcomeBars((OutcomeBar("x" * 300, 0, 0, 0), OutcomeBar("", -5, -9, 3, words="w" * 80))),
        AttendanceChart(()),
        AttendanceChart((("t" * 90, 0.0), ("u", 100.0)), 0.0),
        AttainmentChart((), ()),
        AttainmentChart(("one",), (AttainmentLine("flat", ((0, 3),)),)),
        NeedBars(()),
        NeedBars((NeedBar("n" * 200, 0, 0, 0),)),
    ],
)  # fmt: skip
def test_awkward_data_is_drawn(chart: Chart) -> None:
    assert page_of(chart)
    assert alternative(chart)


def test_charts_have_ink_in_grey() -> None:
    assert ink(picture(page_of(SPEND), 0)) > 1_000


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=12), st.integers(0, 10**8))
def test_any_sum_of_money_stays_inside_the_picture(sums: list[int], threshold: int) -> None:
    line = tuple((APRIL + timedelta(days=20 * n), pence) for n, pence in enumerate(sums))
    drawing = charts.draw(SpendChart(APRIL, date(2027, 3, 31), line, threshold=threshold), 480)
    for shape in drawing.contents:
        if shape.__class__.__name__ == "PolyLine":
            assert all(0 <= y <= drawing.height for y in shape.points[1::2])
