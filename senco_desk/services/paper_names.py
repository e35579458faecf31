"""Other people's names on papers about children: found before a paper is printed, for a person to look at."""

from __future__ import annotations

from collections.abc import Sequence

from senco_desk.domain.pupils import Pupil
from senco_desk.domain.third_party import Found, Located, Names, adult_names, contact_names, pupil_names
from senco_desk.services import schools
from senco_desk.services.desk import Desk
from senco_desk.store import nouns


def other_names(
    desk: Desk, papers: Sequence[tuple[Pupil, Sequence[Located]]], own: Sequence[Pupil] = ()
) -> tuple[tuple[Pupil, Found], ...]:
    """Other children's and other families' names in what goes onto paper about each child, for a person to look at.

    Args:
        desk: the open desk.
        papers: each child with what the paper says of them.
        own: children who may be named on every page, as those who stand on the same sheet.
    """
    everybody = [pupil_names(pupil) for pupil in nouns.PUPILS.all(desk.store)]
    families = nouns.CONTACTS.all(desk.store)
    everybody += [contact_names(contact) for contact in families]
    school = schools.school(desk)
    adults = [school.headteacher, school.senco, *(member.name for member in schools.staff(desk))]
    adults += [person.name for person in nouns.PEOPLE.all(desk.store)]
    allowed = [adult_names(f"adult-{at}", name, "staff") for at, name in enumerate(dict.fromkeys(filter(None, adults)))]
    found = []
    anybody = Names(everybody, (), allowed, [school.name])  # made once: on a large roll each costs a while
    for pupil, texts in papers:
        if not anybody.scan(texts):
            continue
        mine = [pupil_names(pupil), *(contact_names(each) for each in families if each.pupil_id == pupil.id)]
        mine += [pupil_names(other) for other in own if other.id != pupil.id]
        names = Names(everybody, mine, allowed, [school.name])
        found += [(pupil, each) for each in names.scan(texts) if not each.weak]
    return tuple(found)
