"""The view of the register that the demo school shares, beside those that come with the program."""

from __future__ import annotations

from senco_desk.domain.register_filters import Filter
from senco_desk.domain.register_views import RegisterView
from senco_desk.domain.saved_views import SavedViewDraft
from senco_desk.store import nouns
from senco_desk.store.gateway import Change

_SHARED = RegisterView(
    columns=("name", "year", "class", "status", "need1", "attendance", "contact", "review"),
    sorts=(("attendance", True), ("name", True)),
    filters=(Filter(column="attendance", way="less", values=("93",)),),
)


def keep_views(change: Change) -> None:
    """Keep the shared view."""
    draft = SavedViewDraft(
        name="Attendance below 93 %", shared=True, position=1, document=_SHARED.document(shared=True)
    )
    change.add(nouns.SAVED_VIEWS, draft)
