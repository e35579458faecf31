"""What the demo school keeps in fields of its own, and the one child whom somebody entered twice."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from senco_desk.domain.custom_fields import CustomFieldDraft, CustomValueDraft
from senco_desk.domain.pupils import Pupil
from senco_desk.store import nouns
from senco_desk.store.gateway import Change

HOUSES = ("Medway", "Thames", "Stour", "Darent")
MOST = 300
"""So many children have something in them at most; a school of any size is made quickly."""

_FIELDS = (
    CustomFieldDraft(name="House", kind="choice", choices=HOUSES, position=0),
    CustomFieldDraft(name="Bus route", position=1, on_paper=False),
    CustomFieldDraft(name="Reading age in months", kind="number", position=2),
    CustomFieldDraft(name="Photo form back", kind="date", position=3, on_paper=False),
)


def fill_own_fields(change: Change, pupils: Sequence[Pupil], chance: random.Random, today: date) -> None:
    """Add the school's own fields, and what the first children have in them."""
    house, bus, reading, form = change.add_all(nouns.CUSTOM_FIELDS, list(_FIELDS))
    values = []
    for pupil in pupils[:MOST]:
        told = {house.id: chance.choice(HOUSES)}
        if chance.random() < 0.3:
            told[bus.id] = f"{chance.choice((101, 140, 176, 190))}"
        if pupil.year_group.isdecimal() and chance.random() < 0.5:
            told[reading.id] = str(60 + 12 * int(pupil.year_group) + chance.randint(-22, 12))
        if chance.random() < 0.6:
            told[form.id] = (today - timedelta(days=chance.randint(20, 70))).isoformat()
        values += [CustomValueDraft(pupil_id=pupil.id, field_id=field, value=said) for field, said in told.items()]
    change.add_all(nouns.CUSTOM_VALUES, values)


def enter_twice(change: Change, known: Sequence[Pupil], others: Sequence[Pupil]) -> None:
    """One child of those not on the register is really one who is, spelt otherwise by whoever entered it."""
    for pupil in others:
        twin = next((each for each in known if each.year_group == pupil.year_group and _can_slip(each)), None)
        if twin is not None:
            forename = twin.legal_forename[:-2] + twin.legal_forename[-1]
            same = {name: getattr(twin, name) for name in ("legal_surname", "date_of_birth", "sex", "class_name")}
            change.save(
                nouns.PUPILS,
                pupil.model_copy(update={**same, "legal_forename": forename, "preferred_forename": "",
                                         "preferred_surname": ""}),
            )  # fmt: skip
            return


def _can_slip(pupil: Pupil) -> bool:
    return len(pupil.legal_forename) >= 6 and pupil.date_of_birth is not None and pupil.legal_forename.isascii()
