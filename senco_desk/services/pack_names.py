"""Whose names are looked for in a child's pack: everybody on the desk but the child, the family, and its adults."""

from __future__ import annotations

from collections.abc import Iterator

from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.third_party import Names, Somebody, adult_names, contact_names, pupil_names
from senco_desk.services import schools
from senco_desk.services.desk import Desk
from senco_desk.store import nouns


def names_for(desk: Desk, record: PupilRecord, authority: str) -> Names:
    """The names to look for in the pack of one child, leavers and other families among them.

    Staff, users of the desk, and the professionals and teachers whom the record itself names may be named.
    `authority` is the name of the local authority, which is nobody's.
    """
    store = desk.store
    own = [pupil_names(record.pupil), *map(contact_names, record.contacts)]
    others = [pupil_names(pupil) for pupil in nouns.PUPILS.all(store)]
    others += [contact_names(contact) for contact in nouns.CONTACTS.all(store)]
    school = schools.school(desk)
    innocent = [school.name, authority, *(each.organisation for each in record.involvements)]
    return Names(others, own, _adults(desk, record), innocent)


def _adults(desk: Desk, record: PupilRecord) -> Iterator[Somebody]:
    school = schools.school(desk)
    named = [school.headteacher, school.senco]
    named += [member.name for member in schools.staff(desk)]
    named += [person.name for person in nouns.PEOPLE.all(desk.store)]
    named += [each.name for each in record.involvements]
    named += [cycle.responsible_teacher for cycle in record.cycles]
    named += [line.provision.delivered_by for line in record.lines]
    for number, name in enumerate(dict.fromkeys(name for name in named if name)):
        yield adult_names(f"adult-{number}", name, "staff")
