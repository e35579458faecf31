"""What leads to the pages that forgive: recent pupils, two side by side, children kept twice, the year-end rollover."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu

from senco_desk.domain.problems import RefusedError
from senco_desk.services import pupils
from senco_desk.services.desk import Desk
from senco_desk.ui.context import Context
from senco_desk.ui.pages import OF_A_PUPIL, Place
from senco_desk.ui.recent_menu import open_recent
from senco_desk.ui.window import MainWindow

_OF_PUPILS = {
    "pupil": "", "cycle": "cycle", "pack": "pack", "profile": "profile", "asking": "sheet",
    "erase": "erase", "beside": "", "duplicates": "one child?",
}  # fmt: skip
"""The pages whose place begins with a pupil's id, and what is said after the name."""

_OF_TWO = frozenset({"beside", "duplicates"})


def forgive(context: Context, window: MainWindow) -> None:
    """Binds the deeds in a window, and has its lists of places name the child of each."""
    context.bind("desk.recent", partial(show_recent, context, window))
    context.bind("pupil.compare", partial(compare, context, window))
    context.bind("pupil.duplicates", partial(context.go, "duplicates"))
    context.bind("desk.rollover", partial(context.go, "rollover"))
    window.going_back.words = partial(place_words, context.desk)


def show_recent(context: Context, window: MainWindow) -> QMenu:
    """Opens the recent pupils below the search field."""
    here = window.history.here
    on_show = here.args[0] if here is not None and here.page == "pupil" and here.args else ""
    return open_recent(context, window.bar.search, but=on_show)


def compare(context: Context, window: MainWindow) -> None:
    """Goes to two side by side: the child on show, or those selected in a list, at most two."""
    context.go("beside", *chosen(window)[:2])


def chosen(window: MainWindow) -> list[str]:
    """The ids of the child whose page shows, or of those selected in the list on show."""
    here = window.history.here
    if here is not None and here.page in OF_A_PUPIL and here.args:
        return [here.args[0]]
    table = getattr(window.current_page(), "table", None)
    rows = table.selected_rows() if table is not None and hasattr(table, "selected_rows") else ()
    found = []
    for row in rows:
        pupil = getattr(row, "pupil", None)
        pupil_id = pupil.id if pupil is not None else getattr(row, "pupil_id", "")
        if pupil_id:
            found.append(str(pupil_id))
    return found


def place_words(desk: Desk, place: Place) -> str:
    """A place by the child's name, where it is about one: `Amelia O’Neill · documents`; else nothing."""
    if place.page not in _OF_PUPILS or not place.args or not place.args[0]:
        return ""
    two = place.page in _OF_TWO
    try:
        names = [pupils.get(desk, pupil_id).name for pupil_id in place.args[: 2 if two else 1] if pupil_id]
    except RefusedError:
        return ""
    name = " and ".join(names)
    what = _OF_PUPILS[place.page] or (place.args[1] if len(place.args) > 1 and not two else "")
    return f"{name} · {what}" if what else name
