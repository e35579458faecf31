"""How promises are said on screen: their standing as a mark, the day, and who made them."""

from __future__ import annotations

from datetime import date

from senco_desk.services.promises import Promise
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.quick_note_parts import shown_day


def standing_mark(promise: Promise, today: date) -> Mark:
    """`■ 3 days late`, `▲ by 27 Nov`, `● no day was named`, `✓ done 3 Nov`, `– no longer needed`."""
    kept = promise.kept
    if kept.state == "kept":
        words = f"done {shown_day(kept.kept_on, today)}" if kept.kept_on else "done"
        return mark("good", words, meaning="done")
    if kept.state == "dropped":
        return mark("none", "no longer needed")
    if promise.days_late:
        return mark("over", promise.standing, meaning="late")
    if kept.due is None:
        return mark("info", "no day was named", meaning="no day was named")
    return mark("due", f"by {shown_day(kept.due, today)}", meaning="open")


def promised_words(promise: Promise, today: date) -> str:
    """`Dr Reed: “Send the report”, promised 2 Nov.`"""
    kept = promise.kept
    return f"{kept.who}: “{kept.what.rstrip('.')}”, promised {shown_day(kept.made_on, today)}."
