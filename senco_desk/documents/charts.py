"""Charts drawn for paper: told apart by dash, hatch, shape and label, so that a black and white copy reads.

`draw(chart, width)` gives a reportlab drawing; every figure a reader needs is printed beside its mark.
"""

from __future__ import annotations

from datetime import date, timedelta

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, Rect
from reportlab.lib.colors import Color, white

from senco_desk.documents import chart_strokes as strokes
from senco_desk.documents import fonts
from senco_desk.documents.charts_content import (
    AttainmentChart,
    AttendanceChart,
    Chart,
    NeedBars,
    OutcomeBars,
    SpendChart,
    TimelineChart,
    month,
    named_value,
    plain,
)
from senco_desk.documents.styles import ACCENT, BAND, MUTED, PALE, RULE, STATE_COLOURS, STATE_SHAPES, TEXT
from senco_desk.domain.money import in_pounds
from senco_desk.domain.shares import rounded


def draw(chart: Chart, width: float) -> Drawing:
    """A drawing of the chart, as wide as asked, in points; its height follows from what it shows."""
    fonts.register()
    match chart:
        case SpendChart():
            return _spend(chart, width)
        case OutcomeBars():
            return _outcomes(chart, width)
        case AttendanceChart():
            return _attendance(chart, width)
        case AttainmentChart():
            return _attainment(chart, width)
        case NeedBars():
            return _needs(chart, width)
        case TimelineChart():
            # A slow import on purpose: a pack without one is bound without all that a timeline is made of.
            from senco_desk.documents.timeline_drawing import draw_timeline  # noqa: PLC0415

            return draw_timeline(chart, width)


# ------------------------------------------------------------------------------------------------ spending


def _spend(chart: SpendChart, width: float) -> Drawing:
    height, left, bottom, right, top = 232.0, 52.0, 46.0, 14.0, 18.0
    drawing = Drawing(width, height)
    lines = (chart.to_date, chart.planned, chart.forecast, chart.forecast_low, chart.forecast_high)
    highest = max([pence for line in lines for _, pence in line] + [chart.threshold or 0, 10_000])
    step = _money_step(highest)
    most = (highest // step + 1) * step
    days = max((chart.last - chart.first).days, 1)

    def x(day: date) -> float:
        share = min(max((day - chart.first).days / days, 0), 1)
        return left + share * (width - left - right)

    def y(pence: float) -> float:
        return bottom + pence / most * (height - bottom - top)

    for pence in range(0, most + 1, step):
        drawing.add(Line(left, y(pence), width - right, y(pence), strokeColor=RULE, strokeWidth=0.4))
        strokes.label(drawing, left - 5, y(pence) - 3, in_pounds(pence, whole=True), anchor="end", colour=MUTED)
    _months(drawing, chart.first, chart.last, x, bottom)

    if chart.forecast_low and chart.forecast_high:
        around = [*chart.forecast_low, *reversed(chart.forecast_high)]
        flat = [coordinate for day, pence in around for coordinate in (x(day), y(pence))]
        drawing.add(Polygon(flat, fillColor=PALE, strokeColor=RULE, strokeWidth=0.4))
    strokes.path(drawing, chart.planned, x, y, dash=[6, 3], stroke=1.1, colour=TEXT)
    strokes.path(drawing, chart.forecast, x, y, dash=[1.2, 2.4], stroke=1.6, colour=ACCENT)
    strokes.path(drawing, chart.to_date, x, y, dash=None, stroke=2.2, colour=ACCENT)

    if chart.threshold is not None:
        level = y(chart.threshold)
        drawing.add(Line(left, level, width - right, level, strokeColor=TEXT, strokeWidth=0.9,
                         strokeDashArray=[9, 2, 1.5, 2]))  # fmt: skip
        words = f"{in_pounds(chart.threshold, whole=True)} threshold"
        words += f": {chart.basis}" if chart.basis else ""
        strokes.label(drawing, left + 4, level + 4, words, bold=True, backed=True, room=width - left - right - 8)
    if chart.today and chart.first <= chart.today <= chart.last:
        at = x(chart.today)
        drawing.add(Line(at, bottom, at, height - top + 4, strokeColor=MUTED, strokeWidth=0.7))
        words = f"today, {chart.today.day} {month(chart.today)}"
        late = at > width - right - 60
        strokes.label(drawing, at, height - top + 7, words, anchor="end" if late else "middle", colour=MUTED)
    if chart.crossing and chart.threshold is not None:
        at, level = x(chart.crossing), y(chart.threshold)
        drawing.add(Circle(at, level, 3.6, fillColor=white, strokeColor=TEXT, strokeWidth=1.4))
        words = f"{chart.crossing.day} {month(chart.crossing)} {chart.crossing.year}"
        words += f" ({chart.crossing_words})" if chart.crossing_words else ""
        # Down to the axis and low on the right, where a rising line leaves room.
        drawing.add(Line(at, level - 4, at, bottom, strokeColor=TEXT, strokeWidth=0.7, strokeDashArray=[1, 2]))
        fits = at + 5 + fonts.width_of(words, strokes.LABEL, bold=True) < width
        strokes.label(drawing, at + 5 if fits else width - 2, bottom + 5, words, bold=True, backed=True,
               anchor="start" if fits else "end")  # fmt: skip
    _spend_key(drawing, chart, left)
    return drawing


def _spend_key(drawing: Drawing, chart: SpendChart, left: float) -> None:
    at = left
    for line, words, dash, stroke, colour in (
        (chart.to_date, "Spent to date", None, 2.2, ACCENT),
        (chart.planned, "Planned", [6, 3], 1.1, TEXT),
        (chart.forecast, "Forecast from delivery", [1.2, 2.4], 1.6, ACCENT),
    ):
        if line:
            drawing.add(Line(at, 9, at + 24, 9, strokeColor=colour, strokeWidth=stroke, strokeDashArray=dash))
            strokes.label(drawing, at + 29, 6, words)
            at += 29 + fonts.width_of(words, strokes.LABEL) + 16
    if chart.forecast_low and chart.forecast_high:
        drawing.add(Rect(at, 5, 20, 8, fillColor=PALE, strokeColor=RULE, strokeWidth=0.4))
        strokes.label(drawing, at + 25, 6, "Likely range")


def _months(drawing: Drawing, first: date, last: date, x: strokes.Across, bottom: float) -> None:
    day = first.replace(day=1)
    while day <= last:
        following = (day + timedelta(days=32)).replace(day=1)
        start, end = x(max(day, first)), x(min(following, last))
        drawing.add(Line(start, bottom, start, bottom - 4, strokeColor=MUTED, strokeWidth=0.5))
        if end - start > 16:
            strokes.label(drawing, (start + end) / 2, bottom - 13, month(day), anchor="middle", colour=MUTED)
            if day.month == 1 or day <= first:
                strokes.label(drawing, (start + end) / 2, bottom - 23, f"{day:%Y}", anchor="middle", colour=MUTED)
        day = following


def _money_step(highest: int) -> int:
    return next(
        step
        for size in (100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 10**12)
        for step in (size, size * 2, size * 5)
        if highest / step <= 6
    )


# ------------------------------------------------------------------------------------- bars in rows


def _outcomes(chart: OutcomeBars, width: float) -> Drawing:
    row, head = 48.0, 16.0
    height = head + row * max(len(chart.bars), 1)
    drawing = Drawing(width, height)
    strokes.label(drawing, 0, height - 9, "light: baseline   ▼ now   │ target".replace("│", "|"), colour=MUTED)
    for index, bar in enumerate(chart.bars):
        under = height - head - row * (index + 1)
        shape = f"{STATE_SHAPES[bar.state]} {bar.words}" if bar.words else ""
        room = width - fonts.width_of(shape, strokes.LABEL, bold=True) - 12
        measure = strokes.shortened(f" ({bar.unit})", room / 2) if bar.unit else ""
        title = strokes.shortened(bar.title, room - fonts.width_of(measure, strokes.LABEL, bold=True), bold=True)
        strokes.label(drawing, 0, under + 35, title + measure, bold=True, room=room)
        strokes.label(drawing, width, under + 35, shape, anchor="end", bold=True, colour=STATE_COLOURS[bar.state])
        values = [bar.baseline, bar.target] + ([bar.now] if bar.now is not None else [])
        low, high = min([0.0, *values]), max(values)
        span = (high - low) or 1.0
        x0, x1 = 4.0, width - 4.0

        def x(value: float, low: float = low, span: float = span, x0: float = x0, x1: float = x1) -> float:
            return x0 + (value - low) / span * (x1 - x0) * 0.94

        drawing.add(Rect(x0, under + 16, x1 - x0, 9, fillColor=BAND, strokeColor=RULE, strokeWidth=0.4))
        at_base, at_target = x(bar.baseline), x(bar.target)
        drawing.add(Rect(x(max(low, 0)), under + 16, at_base - x(max(low, 0)), 9, fillColor=RULE, strokeColor=None))
        # The measure stands once, in the title; figures that are the same share one label.
        said = [(at_base, "baseline", plain(bar.baseline))]
        if bar.now is not None:
            at = x(bar.now)
            near, far = sorted((at_base, at))
            drawing.add(Rect(near, under + 16, far - near, 9, fillColor=ACCENT, strokeColor=None))
            if at < at_base:  # away from the target: hatched, so that it does not read as progress
                strokes.hatch(drawing, near, far, under + 16, 9)
            drawing.add(Polygon([at - 4, under + 30, at + 4, under + 30, at, under + 25], fillColor=TEXT,
                                strokeColor=None))  # fmt: skip
            said.append((at, "now", plain(bar.now)))
        said.append((at_target, "target", plain(bar.target)))
        drawing.add(Line(at_target, under + 14, at_target, under + 29, strokeColor=TEXT, strokeWidth=2))
        strokes.row_of_labels(drawing, under + 5, width, _said_once(said))
    return drawing


def _said_once(said: list[tuple[float, str, str]]) -> list[tuple[float, str]]:
    """Labels of places, names and figures: names of the same figure are joined, as `baseline and now 6`."""
    names: dict[str, list[str]] = {}
    for _, name, figure in said:
        names.setdefault(figure, []).append(name)
    places = {figure: at for at, _, figure in reversed(said)}
    return [
        (places[figure], f"{', '.join(some[:-1])}{' and ' if some[:-1] else ''}{some[-1]} {figure}")
        for figure, some in names.items()
    ]


def _needs(chart: NeedBars, width: float) -> Drawing:
    row, name_room, tail = 22.0, min(190.0, width * 0.4), 118.0
    height = row * max(len(chart.bars), 1) + 18
    drawing = Drawing(width, height)
    most = max([float(value) for bar in chart.bars for value in (bar.share, bar.national or 0)] + [1.0])
    per_point = (width - name_room - tail) / most
    for index, bar in enumerate(chart.bars):
        under = height - row * (index + 1)
        share, national = float(bar.share), None if bar.national is None else float(bar.national)
        strokes.label(drawing, 0, under + 7, bar.name, room=name_room - 8)
        drawing.add(Rect(name_room, under + 4, max(share * per_point, 0.5), 12, fillColor=ACCENT, strokeColor=None))
        far = share
        if national is not None:
            at = name_room + national * per_point
            drawing.add(Line(at, under + 1, at, under + 19, strokeColor=white, strokeWidth=4))
            drawing.add(Line(at, under + 1, at, under + 19, strokeColor=TEXT, strokeWidth=2))
            far = max(far, national)
        words = f"{bar.count} ({rounded(bar.share)}%)"
        words += f"   {chart.national_words} {rounded(bar.national)}%" if bar.national is not None else ""
        strokes.label(drawing, name_room + far * per_point + 7, under + 7, words)
    strokes.label(
        drawing, name_room, 4, f"bar: this school   | {chart.national_words}   (% of pupils with SEN)", colour=MUTED
    )
    return drawing


# -------------------------------------------------------------------------------------- over time


def _attendance(chart: AttendanceChart, width: float) -> Drawing:
    height, left, bottom, top = 170.0, 34.0, 32.0, 16.0
    drawing = Drawing(width, height)
    known = [value for _, value in chart.terms if value is not None]
    lowest = min([*known, chart.compare if chart.compare is not None else 100, 100])
    floor = 80 if lowest >= 82 else 50 if lowest >= 52 else 0

    def y(percent: float) -> float:
        return bottom + (percent - floor) / (100 - floor) * (height - bottom - top)

    for percent in range(floor, 101, 5 if floor == 80 else 10 if floor == 50 else 20):
        drawing.add(Line(left, y(percent), width, y(percent), strokeColor=RULE, strokeWidth=0.4))
        strokes.label(drawing, left - 5, y(percent) - 3, f"{percent}%", anchor="end", colour=MUTED)
    slot = (width - left) / max(len(chart.terms), 1)
    for index, (term, value) in enumerate(chart.terms):
        middle, half = left + slot * (index + 0.5), min(slot * 0.3, 26)
        strokes.label(drawing, middle, bottom - 12, term, anchor="middle", room=slot - 4)
        if value is None:
            strokes.label(drawing, middle, bottom + 4, "no figures", anchor="middle", colour=MUTED, room=slot - 2)
            continue
        drawing.add(
            Rect(middle - half, bottom, 2 * half, max(y(value) - bottom, 0.5), fillColor=ACCENT, strokeColor=None)
        )
    if chart.compare is not None:
        level = y(chart.compare)
        drawing.add(Line(left, level, width, level, strokeColor=white, strokeWidth=2.6))
        drawing.add(Line(left, level, width, level, strokeColor=TEXT, strokeWidth=1.1, strokeDashArray=[6, 3]))
    for index, (_, value) in enumerate(chart.terms):
        if value is not None:  # at the bar's foot, clear of the dashed line
            strokes.label(drawing, left + slot * (index + 0.5), bottom + 4, f"{value:.1f}%", anchor="middle", bold=True,
                   backed=True)  # fmt: skip
    said = f"dashed line: {chart.compare_words} {chart.compare:.1f}%   " if chart.compare is not None else ""
    said += f"The scale begins at {floor}%." if floor else ""
    strokes.label(drawing, left, 4, said, colour=MUTED)
    return drawing


_LINE_LOOKS: tuple[tuple[list[float] | None, str], ...] = (
    (None, "circle"), ([7, 3], "square"), ([2, 2], "triangle"), ([8, 2, 2, 2], "ring"),
)  # fmt: skip


def _attainment(chart: AttainmentChart, width: float) -> Drawing:
    names = [name for _, name in chart.scale]
    left = max([fonts.width_of(name, strokes.LABEL) for name in names] + [26.0]) + 10
    height, bottom, top, right = 190.0, 34.0, 12.0, 20.0
    drawing = Drawing(width, height)
    values = [value for line in chart.lines for _, value in line.points]
    values += [value for value in chart.expected if value is not None] + [at for at, _ in chart.scale]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    span = (high - low) or 1.0

    def x(occasion: int) -> float:
        return left + 12 + occasion * (width - left - right - 12) / max(len(chart.occasions) - 1, 1)

    def y(value: float) -> float:
        return bottom + 8 + (value - low) / span * (height - bottom - top - 8)

    ticks = [at for at, _ in chart.scale] or [low + span * part / 4 for part in range(5)]
    for tick in ticks:
        drawing.add(Line(left, y(tick), width - 4, y(tick), strokeColor=RULE, strokeWidth=0.4))
        strokes.label(drawing, left - 6, y(tick) - 3, named_value(chart.scale, tick), anchor="end", colour=MUTED)
    gap = (width - left) / max(len(chart.occasions), 1)
    for index, occasion in enumerate(chart.occasions):
        strokes.label(drawing, x(index), bottom - 10, occasion, anchor="middle", room=gap, colour=MUTED)
    expected = [(x(at), y(value)) for at, value in enumerate(chart.expected) if value is not None]
    key: list[tuple[str, list[float] | None, str, Color]] = []
    if expected:
        strokes.poly(drawing, expected, [1, 2.5], 1.4, MUTED)
        key.append(("Expected", [1, 2.5], "", MUTED))
    for (dash, marker), line in zip(_LINE_LOOKS * len(chart.lines), chart.lines, strict=False):
        points = [(x(at), y(value)) for at, value in line.points]
        strokes.poly(drawing, points, dash, 1.6, ACCENT)
        for point in points:
            strokes.marker(drawing, *point, marker)
        key.append((line.name, dash, marker, ACCENT))
    at = left
    for words, dash, marker, colour in key:
        drawing.add(Line(at, 8, at + 24, 8, strokeColor=colour, strokeWidth=1.6, strokeDashArray=dash))
        if marker:
            strokes.marker(drawing, at + 12, 8, marker)
        strokes.label(drawing, at + 29, 5, words, room=110)
        at += 29 + min(fonts.width_of(words, strokes.LABEL), 110) + 16
    return drawing
