"""Another child's paper in this child's record: twins, headings, initials, cells, bundles; and what stays no alarm."""

from __future__ import annotations

from datetime import date
from typing import SupportsIndex

import pytest

from senco_desk.domain import whose_paper
from senco_desk.domain.labelled_names import labelled_names
from senco_desk.domain.paper_findings import OTHERS_TOO, SHARED_BIRTH, STRANGER
from senco_desk.domain.problems import CancelledError
from senco_desk.domain.read_text import ReadText
from senco_desk.domain.third_party import adult_names
from senco_desk.domain.whose_paper import Roll
from tests.builders import someone

BORN = date(2018, 3, 2)
ROLL = Roll(
    [
        someone("amelia", "Amelia", "Hartley", BORN, "H88799992201A"),
        someone("ben", "Ben", "Hartley", BORN),
        someone("callum", "Callum", "Smithson", date(2017, 9, 9)),
        someone("summer", "Summer", "Day", date(2016, 1, 5)),
    ],
    [adult_names("s", "Mrs Jane Okoro", "staff")],
)
WITH = " He sits beside Amelia Hartley."


def amelias(*pages: str) -> str:
    return ROLL.whose("amelia", pages).whose


@pytest.mark.parametrize(
    "text",
    [
        "Name: Ben Hartley\nDate of birth: 02/03/2018\n\nBen was seen in school. Ben talks in short sentences.",
        "Report on Ben Hartley\nDOB: 2 March 2018\nBen likes Lego.",
        f"Educational psychology advice for Callum Smithson\nCallum is lively. Callum finds writing hard.{WITH}",
        f"Advice\nCallum Smithson was seen.{WITH} Callum is lively. Callum reads. Callum writes. Callum sings.",
        f"Name: Callum J. Smithson\nCallum is lively.{WITH}",
        f"Re: C. Smithson\nCallum is lively.{WITH}",
        f"Child: Callum S.\nHe is lively.{WITH}",
        f"Pupil: SMITHSON Callum\nCallum is lively.{WITH}",
        "SMITHSON Callum was seen. SMITHSON Callum reads. With Amelia Hartley.",
        f"Pupil’s name: Smithson, Callum\n{WITH}",
        f"Forename\tCallum\t\nSurname\tSmithson\t\n{WITH}",
        f"Surname: Smithson\nForename: Callum\n{WITH}",
        f"Forename\tSurname\tYear\nCallum\tSmithson\t4\n{WITH}",
        f"Name\nCallum Smithson\n{WITH}",
    ],
)
def test_another_childs_paper_stops_though_this_child_is_named_in_it(text: str) -> None:
    found = ROLL.whose("amelia", (text,))
    assert found.whose == "other"
    assert found.others[0] in ("ben", "callum")
    assert found.page == 1


@pytest.mark.parametrize(
    "text",
    [
        "Name: Zed Unknown\nZed is lively. He sits with Amelia Hartley. Zed likes maths.",
        "Report by NHS.\nName: Zed Unknown\nDated 02/03/2018. Zed is lively.",
        "Child: Zed\nHe is lively. He sits with Amelia Hartley.",
        "Psychology report for Zed Unknown\nHe sits with Amelia Hartley.",
        "Re: Zed Unknown\nHe sits with Amelia Hartley.",
        "Name: Callum\nHe sits with Amelia Hartley.",
    ],
)
def test_a_child_who_is_not_on_the_roll_is_looked_at(text: str) -> None:
    found = ROLL.whose("amelia", (text,))
    assert (found.whose, found.why, found.page) == ("unclear", STRANGER, 1)
    assert found.words


def test_a_date_is_one_of_birth_only_where_it_is_called_so() -> None:
    assert amelias("Dated 02/03/2018. The boy is lively.") == "unclear"
    assert amelias("Amelia was seen.\nDate of birth: 02/03/2018") == "this"


def test_a_twins_date_of_birth_says_nothing_by_itself() -> None:
    found = ROLL.whose("amelia", ("Date of birth: 02/03/2018. Ben talks in short sentences.",))
    assert (found.whose, found.why) == ("unclear", SHARED_BIRTH)
    assert amelias("Date of birth: 02/03/2018.") == "unclear"
    assert (
        amelias("Name: Amelia Hartley\nDate of birth: 02/03/2018\nAmelia and her twin Ben Hartley. Amelia.") == "this"
    )


def test_a_full_name_alone_is_not_enough_beside_another() -> None:
    found = ROLL.whose("amelia", ("Amelia Hartley and Callum Smithson went to the farm.",))
    assert (found.whose, found.why, found.others) == ("unclear", OTHERS_TOO, ("callum",))


def test_bundles_are_not_passed() -> None:
    assert amelias("Name: Amelia Hartley\nDate of birth: 02/03/2018", "Name: Callum Smithson\nFine.") == "other"
    assert amelias("Name: Amelia Hartley\nDOB: 02/03/2018", "Name: Zed Unknown\nFine.") == "unclear"
    assert amelias("Name: Amelia Hartley\nDOB: 02/03/2018", "The child, born 05/06/2017, reads.") == "unclear"
    found = ROLL.whose("amelia", ("Name: Amelia Hartley\nDOB: 02/03/2018", "", " ", ""))
    assert found.whose == "unclear"
    assert found.why.startswith("3 of 4 pages have no words")


@pytest.mark.parametrize(
    "text",
    [
        "Name: Amelia Hartley\nDate of birth: 02/03/2018\nAmelia plays with Callum Smithson at break.",
        "Child\tAmelia Hartley\nDate of birth\t2 March 2018\nAmelia sat with another child, Callum Smithson.",
        "Report for Amelia Hartley\nAmelia is kind. She plays with Callum Smithson.",
        "Name: Amelia Rose Hartley\nShe reads.\nSigned\nName: Joe Bloggs\nPosition: Psychologist",
        "Pupil: Hartley, Amelia\nSchool: Oakfield\nName of school: Oakfield Primary\nAmelia reads.",
        "Amelia Hartley\nRe: Annual Review Meeting\nSubject: Summer\nPupil Premium: Yes\nShe reads.",
        "Re: Amelia Hartley\nReport for Oakfield Primary School\nName: Mrs Jane Okoro\nName: Jane Okoro",
        "Name:\nDate of birth:\nSchool:\nAmelia Hartley was seen.",
        "Forename: Amelia\nSurname: Hartley\nShe reads.",
        "Support plan for Amelia\nAmelia Hartley reads.",
        "Child-Centred Planning\nAmelia Hartley reads.",
    ],
)
def test_ordinary_papers_about_the_child_raise_no_alarm(text: str) -> None:
    found = ROLL.whose("amelia", (text,))
    assert found.whose == "this", found


def test_who_signs_is_not_whom_it_is_about() -> None:
    text = "Name: Jane Bloggs\nPosition: Psychologist\nParent details\nName: Sarah Hartley\n\nRe: Annual Review\n"
    assert not [each.words for each in labelled_names(ReadText(text, {})) if each.sure]


class Stopping:
    def __init__(self, after: int) -> None:
        self.left = after

    def start(self, what: str, total: int) -> None:
        pass

    def step(self, done: int = 1) -> None:
        self.left -= 1
        if self.left < 0:
            raise CancelledError


def test_it_can_be_stopped_between_pages_and_within_a_long_one() -> None:
    with pytest.raises(CancelledError):
        ROLL.whose("amelia", ["word"] * 10, Stopping(4))
    with pytest.raises(CancelledError):
        ROLL.whose("amelia", ["word " * 20_000], Stopping(3))


class Counted(str):
    """A text that counts the signs that are taken out of it."""

    __slots__ = ()
    taken = 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        found = super().__getitem__(key)
        Counted.taken += len(found)
        return found


def test_a_surname_said_again_and_again_is_read_in_step_with_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    class Counting(ReadText):
        def __init__(self, text: str, known: dict[str, str]) -> None:
            super().__init__(text, known)
            self.text = Counted(self.text)

    monkeypatch.setattr(whose_paper, "ReadText", Counting)
    ROLL.whose("amelia", ["Hartley " * 2_000])
    assert Counted.taken < 100 * 2_000 * len("Hartley ")
