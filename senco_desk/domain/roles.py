"""Who may do what in a desk: four roles, two grants, and the one place that says which rights they give.

The limits hold in the store's connection as well (`store/sight.py`); what is said here decides both.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

from senco_desk.domain.problems import RefusedError

if TYPE_CHECKING:
    from senco_desk.domain.school import Person

Role = Literal["senco", "assistant", "headteacher", "teaching-assistant"]
Right = Literal[
    "change", "people", "erase", "rates", "confidential", "everybody", "log", "settings", "export",
]  # fmt: skip
"""What a person may do.

change: records of the children; people: who opens the desk; erase: a leaver's record for good; rates: see and change
pay rates, and see what support costs; confidential: see confidential documents; everybody: see every pupil, not only
those assigned; log: sessions and notes; settings: the school, its terms, staff and authorities; export: print, save
papers and lists, make backups.
"""

ROLES: dict[Role, str] = {
    "senco": "SENCO",
    "assistant": "SENCO’s assistant",
    "headteacher": "Headteacher",
    "teaching-assistant": "Teaching assistant",
}
"""Each role as it is shown."""

ALLOWS: dict[Role, str] = {
    "senco": "Sees and changes everything, and says who else opens the desk.",
    "assistant": "Sees and changes every pupil’s record, but not who opens the desk, and erases nobody.",
    "headteacher": "Reads and prints every pupil’s record, and changes nothing.",
    "teaching-assistant": "Logs sessions and writes notes for the pupils assigned, and sees no one else.",
}
"""What each role allows, one plain sentence each."""

MAY_RESTORE: frozenset[str] = frozenset(("senco", "assistant"))
"""The roles that put an older desk in the place of everybody's, or make a new one of what is left of it."""

_OF_ROLE: dict[Role, frozenset[Right]] = {
    "senco": frozenset(
        ("change", "people", "erase", "rates", "confidential", "everybody", "log", "settings", "export")
    ),
    "assistant": frozenset(("change", "everybody", "log", "settings", "export")),
    "headteacher": frozenset(("everybody", "export")),
    "teaching-assistant": frozenset(("log",)),
}

_REFUSALS: dict[Right, str] = {
    "change": "Only the SENCO and the assistant can change records. Ask one of them to make this change.",
    "people": "Only the SENCO can change who opens this desk. Ask the SENCO.",
    "erase": "Only the SENCO can erase a record. Ask the SENCO.",
    "rates": "Pay rates and costs are shown only to people who were granted them. Ask the SENCO.",
    "confidential": "Confidential documents are shown only to people who were granted them. Ask the SENCO.",
    "everybody": "You see the pupils assigned to you. Ask the SENCO if you need to see this one.",
    "log": "Your role reads and prints, and changes nothing. Ask the SENCO to record this.",
    "settings": "Only the SENCO and the assistant can change the school’s settings. Ask one of them.",
    "export": "Only the SENCO, the assistant and the headteacher can print or save papers. Ask one of them.",
}


def rights_of(person: Person) -> frozenset[Right]:
    """What a person may do: the role's rights and the two grants. Somebody who was removed may do nothing."""
    if person.removed_on is not None:
        return frozenset()
    granted: set[Right] = set()
    if person.sees_rates:
        granted.add("rates")
    if person.sees_confidential:
        granted.add("confidential")
    return _OF_ROLE[person.role] | granted


def require(rights: Collection[Right], wanted: Right) -> None:
    """Raises RefusedError, in words that say whom to ask, where a right is not among those held."""
    if wanted not in rights:
        raise RefusedError(_REFUSALS[wanted])
