"""The order in which a child's contacts are called."""

from __future__ import annotations

from collections.abc import Sequence

from senco_desk.services.desk import Desk, Done, done
from senco_desk.store import nouns


def put_in_order(desk: Desk, pupil_id: str, contact_ids: Sequence[str]) -> Done[None]:
    """Call a child's contacts in this order from now on, as one change; those that are not named come after these."""
    kept = {contact.id: contact for contact in nouns.CONTACTS.of(desk.store, pupil_id=pupil_id)}
    order = [kept[each] for each in contact_ids if each in kept]
    order += [contact for contact in kept.values() if contact not in order]
    moved = [
        contact.model_copy(update={"rank": rank}) for rank, contact in enumerate(order, start=1) if contact.rank != rank
    ]
    with desk.store.change("Change order of contacts") as change:
        change.save_all(nouns.CONTACTS, moved)
    return done(None, change)
