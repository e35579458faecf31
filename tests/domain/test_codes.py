"""The census code sets: what is in them, and how a school system's wording finds its code."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from senco_desk.domain import codes, needs
from senco_desk.domain.codes import CODE_SETS, Code, CodeSet

ROLLS = Path(__file__).parents[3] / "shared" / "data" / "roll"

every_set = pytest.mark.parametrize("code_set", CODE_SETS.values(), ids=list(CODE_SETS))


@every_set
def test_every_set_says_where_it_comes_from(code_set: CodeSet) -> None:
    assert code_set.title
    assert code_set.source
    assert code_set.version
    assert code_set.confidence in {"confirmed", "secondary", "unconfirmed"}


@every_set
def test_every_code_and_name_finds_its_code(code_set: CodeSet) -> None:
    assert len({code.code.upper() for code in code_set.codes}) == len(code_set.codes)
    for code in code_set.codes:
        assert code.name
        assert code_set.known(code.code)
        assert code_set.known(code.code.lower())
        assert code_set.name_of(code.code) == code.words
        assert code_set.recognise(code.code) == code.code
        assert code_set.recognise(code.name) == code.code
        assert code_set.recognise(code.name.upper()) == code.code
        assert code_set.recognise(f" {code.code} - {code.name} ") == code.code
        assert code_set.recognise(f"{code.name} ({code.code})") == code.code
        for alias in code.aliases:
            assert code_set.recognise(alias) == code.code
        for main in filter(None, (code.becomes, code.part_of)):
            found = code_set.find(main)
            assert found is not None
            assert not found.legacy
            assert not found.part_of


@every_set
def test_an_unknown_code_is_named_as_it_came(code_set: CodeSet) -> None:
    assert not code_set.known("QQQ")
    assert code_set.name_of("QQQ") == "Unknown code QQQ (kept as it came)"
    assert code_set.name_of("") == ""
    assert code_set.recognise("QQQ") is None
    assert code_set.recognise("") is None
    assert code_set.position("QQQ") == len(code_set.codes)


@every_set
@given(text=st.text(max_size=60))
def test_any_text_is_a_code_of_the_set_or_nothing(code_set: CodeSet, text: str) -> None:
    found = code_set.recognise(text)
    assert found is None or code_set.known(found)


@pytest.mark.parametrize(
    ("code_set", "text", "code"),
    [
        (codes.PROVISION, "K - SEN Support", "K"),
        (codes.PROVISION, "SEN support", "K"),
        (codes.PROVISION, "Education, Health and Care Plan", "E"),
        (codes.PROVISION, "E - Education, Health and Care Plan", "E"),
        (codes.PROVISION, "EHCP", "E"),
        (codes.PROVISION, "EHC plan", "E"),
        (codes.PROVISION, "No Special Educational Need", "N"),
        (codes.PROVISION, "N: No SEN", "N"),
        (codes.PROVISION, "School Action Plus", "P"),
        (codes.PROVISION, "Statement", "S"),
        (codes.PROVISION, "K - Education, Health and Care Plan", None),  # the two disagree
        (codes.PROVISION, "K-SEN Support", "K"),
        (codes.PROVISION, "K - receiving help", "K"),
        (codes.PROVISION, "P-level", None),  # a word, and not School Action Plus
        (codes.PROVISION, "perhaps", None),
        (codes.SEN_TYPES, "SpLD", "SPLD"),
        (codes.SEN_TYPES, "MSL", "MSI"),
        (codes.SEN_TYPES, "AUT", "ASD"),
        (codes.SEN_TYPES, "BESD", "SEMH"),
        (codes.SEN_TYPES, "DYNA", "DS"),
        (codes.SEN_TYPES, "UKN", "NSA"),
        (codes.SEN_TYPES, "Visual Impairment", "VI"),
        (codes.SEN_TYPES, "Social, Emotional & Mental Health", "SEMH"),
        (codes.SEN_TYPES, "Profound and Multiple Learning Difficulty", "PMLD"),
        (codes.SEN_TYPES, "Autism Spectrum Disorder (ASD)", "ASD"),
        (codes.SEN_TYPES, "Down’s Syndrome", "DS"),
        (codes.SEN_TYPES, "Bullying", None),
        (codes.YEAR_GROUPS, "Year 7", "7"),
        (codes.YEAR_GROUPS, "Year 11", "11"),
        (codes.YEAR_GROUPS, "Y07", "7"),
        (codes.YEAR_GROUPS, "7.0", "7"),
        (codes.YEAR_GROUPS, "Reception", "R"),
        (codes.YEAR_GROUPS, "yr r", "R"),
        (codes.YEAR_GROUPS, "Nursery 2", "N2"),
        (codes.YEAR_GROUPS, "Nursery", None),  # either of two years
        (codes.YEAR_GROUPS, "Year 15", None),
        (codes.SEX, "Female", "F"),
        (codes.SEX, "male", "M"),
        (codes.SEX, "X", None),  # kept as it came
        (codes.FIRST_LANGUAGE, "English", "ENG"),
        (codes.FIRST_LANGUAGE, "POL", "POL"),
        (codes.FIRST_LANGUAGE, "Punjabi", "PNJ"),
        (codes.FIRST_LANGUAGE, "Romanian", "RMN"),
        (codes.FIRST_LANGUAGE, "Persian/Farsi", "PRS"),
        (codes.FIRST_LANGUAGE, "Farsi", "PRS"),
        (codes.ETHNICITY, "White British", "WBRI"),
        (codes.ETHNICITY, "White - British", "WBRI"),
        (codes.ETHNICITY, "Gypsy/Roma", "WROM"),
        (codes.ATTENDANCE, "/", "/"),
        (codes.ATTENDANCE, "\\", "\\"),
        (codes.ATTENDANCE, "#", "#"),
        (codes.YES_NO, "T", "Y"),
        (codes.YES_NO, "F", "N"),
        (codes.PUPIL_PREMIUM, "Service child", "SCP"),
    ],
)
def test_what_systems_write(code_set: CodeSet, text: str, code: str | None) -> None:
    assert code_set.recognise(text) == code


def test_the_fourteen_types_of_need_and_their_areas() -> None:
    assert [code.code for code in codes.SEN_TYPES.current] == (
        ["SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "ASD", "HI", "VI", "MSI", "PD", "DS", "OTH", "NSA"]
    )
    assert {code.code: code.name for code in codes.AREAS_OF_NEED.codes} == needs.BROAD_AREAS
    assert {codes.area_of(code.code) for code in codes.SEN_TYPES.codes} == {*needs.BROAD_AREAS, ""}
    assert codes.area_of("QQQ") == ""


def test_the_two_meanings_of_ds_never_meet() -> None:
    assert codes.SEN_TYPES.name_of("DS") == "Down syndrome"
    assert codes.SUSPENSION_REASONS.name_of("DS") == "Abuse relating to disability"


def test_the_census_counts_n_k_and_e_and_knows_what_came_before() -> None:
    assert [code.code for code in codes.PROVISION.current] == ["N", "K", "E"]
    before = {code.code: (code.becomes, code.ask_first) for code in codes.PROVISION.codes if code.legacy}
    assert before == {"S": ("E", False), "A": ("K", True), "P": ("K", True)}


def test_years_come_in_order_with_their_key_stages() -> None:
    years = ["X", "10", "2", "R", "N2", "9", "N1", "QQQ"]
    assert sorted(years, key=codes.year_order) == ["N1", "N2", "R", "2", "9", "10", "X", "QQQ"]
    stages = {"N1": "EYFS", "R": "EYFS", "2": "KS1", "3": "KS2", "6": "KS2", "7": "KS3", "9": "KS3", "10": "KS4"}
    assert {year: codes.key_stage(year) for year in stages} == stages
    assert [codes.key_stage(year) for year in ("11", "12", "14", "X", "")] == ["KS4", "KS5", "KS5", "", ""]
    assert codes.YEAR_GROUPS.groups == ("EYFS", "KS1", "KS2", "KS3", "KS4", "KS5")


def test_the_thirty_four_attendance_codes() -> None:
    assert len(codes.ATTENDANCE.current) == 34
    possible = {code.code for code in codes.ATTENDANCE.current if codes.counts_as_possible(code.code)}
    attending = {code.code for code in codes.ATTENDANCE.current if codes.counts_as_attending(code.code)}
    assert attending == {"/", "\\", "L", "B", "K", "P", "V", "W"}
    assert possible - attending == {"C", "C1", "C2", "E", "I", "J1", "M", "R", "S", "T", "G", "N", "O", "U"}
    assert codes.counts_as_possible("QQQ") is None
    assert codes.counts_as_attending("QQQ") is None
    assert [code.code for code in codes.ATTENDANCE.codes if code.legacy] == ["H", "J", "Y"]


def test_the_suspension_codes() -> None:
    assert len(codes.SUSPENSION_REASONS.current) == 29
    assert [code.code for code in codes.SUSPENSION_CATEGORIES.codes] == ["SUSP", "PERM", "LNCH"]


def test_english_as_an_additional_language() -> None:
    assert [code for code in ("ENG", "ENB", "NOT", "REF", "ZZZ", "", " eng ") if codes.is_eal(code)] == []
    others = [code.code for code in codes.FIRST_LANGUAGE.codes if codes.is_eal(code.code)]
    assert len(others) == len(codes.FIRST_LANGUAGE.codes) - 5
    assert {"OTH", "OTB", "POL", "URD", "BNG", "PNJ", "ROM", "SOM", "ARA", "TAM", "BSL"} <= set(others)
    assert codes.is_eal("QQQ")
    assert len(codes.FIRST_LANGUAGE.current) == 255


def test_a_finer_ethnicity_is_kept_beside_its_main_code() -> None:
    assert codes.ETHNICITY.recognise("WCOR") == "WCOR"
    assert len(codes.ETHNICITY.current) == 24
    assert all(len(code.code) == 4 for code in codes.ETHNICITY.codes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *((text, True) for text in ("Yes", "y", "T", "TRUE", "1")),
        *((text, False) for text in ("No", "n", "F", "false", "0")),
        *((text, None) for text in ("", "perhaps", "Yes and no")),
    ],
)
def test_yes_and_no(text: str, said: bool | None) -> None:
    assert codes.flag(text) is said


@pytest.mark.parametrize("second", [Code(code="a", name="Another"), Code(code="B", name="first")])
def test_a_table_that_says_two_things_at_once_is_an_error(second: Code) -> None:
    first = Code(code="A", name="First")
    with pytest.raises(ValidationError, match=r"twice|means both"):
        CodeSet(id="t", title="T", source="S", version="1", confidence="confirmed", codes=(first, second))


def test_everything_on_a_fictional_roll_is_recognised() -> None:
    if not (ROLLS / "sims.csv").exists():
        pytest.skip("the fictional rolls are not beside this repository")
    columns = {
        "Gender": codes.SEX,
        "Year Group": codes.YEAR_GROUPS,
        "SEN Status": codes.PROVISION,
        "FSM": codes.YES_NO,
        "First Language": codes.FIRST_LANGUAGE,
        "Ethnicity": codes.ETHNICITY,
    }
    with (ROLLS / "sims.csv").open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    lost = {(name, row[name]) for row in rows for name, known in columns.items() if row[name]} - {
        (name, row[name]) for row in rows for name, known in columns.items() if known.recognise(row[name])
    }
    assert lost == set()
    listed = {need.strip() for row in rows for need in row["SEN Need Type (Ranked)"].split(";") if need.strip()}
    assert all(codes.SEN_TYPES.recognise(need) for need in listed)
