"""Figures that come from elsewhere, worked out as the reader of their file works them out."""

from __future__ import annotations

from datetime import date

from senco_desk.domain.measures import AttendanceDraft


def test_attendance_is_rounded_half_up_as_in_the_file_it_came_from() -> None:
    term = AttendanceDraft(pupil_id="p", start=date(2026, 9, 1), end=date(2026, 12, 18), possible=400, attended=377)
    assert str(term.rate) == "94.3"
