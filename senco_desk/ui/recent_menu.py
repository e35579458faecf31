"""The pupils looked at last: a menu that comes up under the search field (Ctrl+E), the latest first."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from senco_desk.services.recent import MOST, recent
from senco_desk.ui.context import Context
from senco_desk.ui.register_table import year_words


def open_recent(context: Context, below: QWidget, *, but: str = "") -> QMenu:
    """Opens the menu; figures 1 to 9 choose, as do the arrows and Enter. It says so where nobody was looked at yet.

    `but` is the child on show, who is not listed: so Enter goes back to the one before.
    """
    menu = QMenu("Recent pupils", below)
    menu.setAccessibleName("Recent pupils")
    looked = context.work.attempt(lambda: recent(context.desk, MOST + 1)) or []
    found = [pupil for pupil in looked if pupil.id != but][:MOST]
    for at, pupil in enumerate(found, start=1):
        place = " · ".join(part for part in (year_words(pupil.year_group), pupil.class_name) if part)
        key = f"&{at}  " if at < 10 else "    "
        name = pupil.name.replace("&", "&&")
        action = menu.addAction(f"{key}{name}" + (f"   {place}" if place else ""))
        action.triggered.connect(partial(_go, context, pupil.id))
    if not found:
        menu.addAction("No other pupil has been looked at yet").setEnabled(False)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(below.mapToGlobal(QPoint(0, below.height())))
    if found:
        menu.setActiveAction(menu.actions()[0])
    return menu


def _go(context: Context, pupil_id: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  the signal's shape
    if context.may("everybody"):
        context.go("pupil", pupil_id)
    else:
        context.go("assigned", pupil_id)
