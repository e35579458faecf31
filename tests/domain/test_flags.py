"""The flags around a child: only what is kept and says yes, and never a word about child protection."""

from __future__ import annotations

from datetime import date

import pytest

from senco_desk.domain.ages import age_on
from senco_desk.domain.codes import KINSHIP_CARE, POST_LOOKED_AFTER, YOUNG_CARER
from senco_desk.domain.flags import care_lines, flags_of, health_lines
from senco_desk.domain.pupils import Contact, PupilDraft


def ids(**fields):
    return [flag.id for flag in flags_of(PupilDraft(**fields))]


def test_nothing_known_is_no_flag():
    assert ids() == []
    assert ids(in_care=False, pupil_premium=False, young_carer="N", kinship_care="ND", post_looked_after="N",
               service_child="U", health_plan=False, first_language="ENG") == []  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"in_care": True}, "in_care"),
        ({"post_looked_after": "R"}, "post_looked_after"),
        ({"kinship_care": "KU"}, "kinship_care"),
        ({"young_carer": "S"}, "young_carer"),
        ({"service_child": "Y"}, "service_child"),
        ({"health_plan": True}, "health_plan"),
        ({"disability": "Autism"}, "disability"),
        ({"reasonable_adjustments": "Ear defenders"}, "adjustments"),
        ({"sen_unit": True}, "sen_unit"),
        ({"resourced_provision": True}, "resourced_provision"),
        ({"first_language": "POL"}, "eal"),
        ({"family_support": "Early Help"}, "family_support"),
    ],
)
def test_what_says_yes_is_a_flag(fields, flag):
    assert ids(**fields) == [flag]


def test_an_interpreter_of_a_contact_is_a_flag_of_the_child():
    contact = Contact(id="c", pupil_id="p", name="Ada", interpreter=True)
    assert [flag.id for flag in flags_of(PupilDraft(), [contact])] == ["interpreter"]


def test_every_code_that_can_be_chosen_is_told_in_words_or_says_no():
    for field, codes in (
        ("young_carer", YOUNG_CARER), ("kinship_care", KINSHIP_CARE), ("post_looked_after", POST_LOOKED_AFTER)
    ):  # fmt: skip
        for code in codes.codes:
            told = care_lines(PupilDraft(**{field: code.code}))
            assert [words for _name, words in told] == ([] if code.code in ("N", "ND") else [code.words])


def test_the_mark_of_the_dsl_is_in_no_list():
    draft = PupilDraft(see_dsl=True)
    assert flags_of(draft) == ()
    assert care_lines(draft) == health_lines(draft) == []


def test_an_age_turns_on_the_birthday():
    born = date(2018, 3, 2)
    assert [age_on(born, day) for day in (date(2026, 3, 1), date(2026, 3, 2), date(2018, 3, 1))] == [7, 8, None]
    assert age_on(None, born) is None
    assert age_on(date(2020, 2, 29), date(2021, 2, 28)) == 0
