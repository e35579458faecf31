"""Views of the register that colleagues share: whose they stay, and who may take them back."""

from __future__ import annotations

from pathlib import Path

import pytest

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.register_views import RegisterView
from senco_desk.domain.school import PersonDraft
from senco_desk.services import desks, people, register_views
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk

THEIRS, OTHERS = "three brown foxes", "four grey geese"


def opened(folder: Path, secret: str) -> Desk:
    return desks.open_with(folder, desks.unlock(folder, secret, floor=CHEAP), day=lambda: TODAY, clock=Clock())


def unshared(desk: Desk, view_id: str) -> str:
    """What taking a view back is called."""
    done = register_views.share(desk, view_id, shared=False, view=RegisterView())
    assert done.changes is not None
    return done.changes.label


@pytest.mark.parametrize("gone", [False, True])
def test_a_shared_view_stays_its_makers_and_only_they_or_the_senco_take_it_back(tmp_path: Path, gone: bool) -> None:
    desk = a_desk(tmp_path)
    folder = desk.store.folder
    tess, _ = (
        people.add(desk, PersonDraft(name=name, role="assistant"), [], people.first_slot(desk, secret, secret)).value
        for name, secret in (("Tess", THEIRS), ("Omar", OTHERS))
    )
    desk.close()

    desk = opened(folder, THEIRS)
    view = register_views.keep(desk, "Year 4", RegisterView(), shared=True).value
    assert unshared(desk, view.id) == "Keep view to myself"
    assert register_views.share(desk, view.id, shared=True, view=RegisterView()).value.person_id == tess.id
    desk.close()

    desk = opened(folder, OTHERS)
    with pytest.raises(RefusedError, match="Only they or the SENCO can take it back"):
        unshared(desk, view.id)
    assert nouns.SAVED_VIEWS.get(desk.store, view.id).shared
    desk.close()

    desk = opened(folder, PASSPHRASE)
    if gone:
        people.remove(desk, tess.id)
        assert unshared(desk, view.id) == "Keep view to myself"  # else nobody would see it any more
        assert [each.id for each in register_views.listed(desk)] == [view.id]
    else:
        assert unshared(desk, view.id) == "Give view back to who made it"
        assert register_views.listed(desk) == []
        assert nouns.SAVED_VIEWS.get(desk.store, view.id).person_id == tess.id
    desk.close()
