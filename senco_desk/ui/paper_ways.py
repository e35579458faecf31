"""The ways to the papers about several children, apart from their pages: a list that offers them loads neither."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtWidgets import QMenu

from senco_desk.ui.context import Context


def go_to_profiles(context: Context, pupil_ids: Iterable[str]) -> None:
    """Goes to the one-page profiles of these children, to be looked at and printed."""
    context.go("profiles", *dict.fromkeys(pupil_ids))


def go_to_class_sheet(context: Context, class_names: Iterable[str]) -> None:
    """Goes to the class teacher's sheets of these classes, to be looked at and printed."""
    context.go("class_sheet", *dict.fromkeys(class_names))


def add_papers(menu: QMenu, context: Context, children: Sequence[tuple[str, str]]) -> None:
    """Offers the papers about chosen children in a menu; `children` are ids with the names of their classes."""
    ids, classes = [one for one, _ in children], sorted({name for _, name in children})
    menu.addAction("One-page p&rofile…" if len(ids) == 1 else "One-page p&rofiles…",
                   partial(go_to_profiles, context, ids))  # fmt: skip
    menu.addAction("Class t&eacher’s sheet…" if len(classes) == 1 else "Class t&eachers’ sheets…",
                   partial(go_to_class_sheet, context, classes))  # fmt: skip
