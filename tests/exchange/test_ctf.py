"""Common Transfer Files of every make, and files that only pretend to be one."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from senco_desk.domain.problems import RefusedError
from senco_desk.exchange.roll import read_roll

ONE, TWO = "C887999926001", "Q896999926002"


def ctf(*pupils, version="25.0", wrap=("", ""), root="CTfile"):
    return (
        f'<?xml version="1.0" encoding="utf-8"?><{root}><Header><CTFversion>{version}</CTFversion>'
        "<DateTime>2026-09-07T10:30:00</DateTime></Header><CTFpupilData>"
        f"{wrap[0]}{''.join(pupils)}{wrap[1]}</CTFpupilData></{root.split()[0]}>"
    )


def pupil(inside="", upn=ONE, sex="<Sex>F</Sex>", names="<Surname>Lee</Surname><Forename>Max</Forename>"):
    return f"<Pupil><UPN>{upn}</UPN>{names}<DOB>2015-03-02</DOB>{sex}{inside}</Pupil>"


@pytest.fixture
def read(tmp_path):
    def _read(text):
        path = tmp_path / "8879999_CTF_8879998_001.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return read_roll(path)

    return _read


NEEDS = (
    "<SENneeds><SENneed><SENtypeRank>2</SENtypeRank><SENtype>SEMH</SENtype></SENneed>"
    "<SENneed><SENtypeRank>1</SENtypeRank><SENtype>AUT</SENtype></SENneed></SENneeds>"
)
SPELL = "<SEN><StartDate>2024-09-05</StartDate><SENprovision>K</SENprovision></SEN>"


@pytest.mark.parametrize(
    "history", [f"<SENhistory>{SPELL}{NEEDS}</SENhistory>", f"<SENhistory>{SPELL}</SENhistory>{NEEDS}", SPELL + NEEDS]
)
def test_needs_inside_the_history_or_beside_it(read, history):
    row = read(ctf(pupil(history))).rows[0]
    assert (row.sen_status, row.sen_start) == ("K", date(2024, 9, 5))
    assert row.needs == (("ASD", 1), ("SEMH", 2))


def test_the_latest_open_record_of_the_history_counts(read):
    history = (
        "<SENhistory>"
        "<SEN><StartDate>2025-09-01</StartDate><SENprovision>E</SENprovision></SEN>"
        "<SEN><StartDate>2020-09-01</StartDate><EndDate>2022-07-01</EndDate><SENprovision>K</SENprovision></SEN>"
        "<SEN><StartDate>2022-07-02</StartDate><SENprovision>N</SENprovision></SEN>"
        "<SEN><StartDate>2026-01-01</StartDate><EndDate>2026-02-01</EndDate><SENprovision>K</SENprovision></SEN>"
        "</SENhistory>"
    )
    row = read(ctf(pupil(history))).rows[0]
    assert (row.sen_status, row.sen_start) == ("E", date(2025, 9, 1))


def test_a_history_that_is_all_over_means_no_provision_and_says_so(read):
    roll = read(ctf(pupil("<SENhistory><SEN><StartDate>2020-09-01</StartDate><EndDate>2022-07-01</EndDate>"
                          "<SENprovision>K</SENprovision></SEN></SENhistory>")))  # fmt: skip
    assert roll.rows[0].sen_status == "N"
    assert roll.problems[0].row == 1
    assert read(ctf(pupil("<SENhistory><SEN><EndDate>2026-12-31</EndDate><SENprovision>K</SENprovision></SEN>"
                          "</SENhistory>"))).rows[0].sen_status == "K"  # fmt: skip


def test_older_and_stranger_files(read):
    old = pupil(
        "<BasicDetails><LegalSurname>van Dyke</LegalSurname><FormerUPN>M20700001604A</FormerUPN>"
        "<MiddleNames>Ann</MiddleNames><NCyearActual>R</NCyearActual><EnrolStatus>C</EnrolStatus>"
        "<Languages><Type><Language>ENG</Language><LanguageType>H</LanguageType></Type>"
        "<Type><Language>POL</Language><LanguageType>F</LanguageType></Type></Languages></BasicDetails>"
        "<LookedAfter><InCare>true</InCare></LookedAfter>"
        "<FSMhistory><FSMinstance><FSMstartDate>2024-01-01</FSMstartDate></FSMinstance></FSMhistory>"
        "<Contacts><Contact><Surname>Parent</Surname><Gender>M</Gender></Contact></Contacts>",
        sex="<Gender>F</Gender>",
        names="<Forename>Max</Forename>",
    )
    roll = read(ctf(old, root='CTfile version="3"', version="", wrap=("<Pupils>", "</Pupils>")))
    row = roll.rows[0]
    assert (row.legal_surname, row.sex, row.former_upn) == ("van Dyke", "F", "M20700001604A")
    assert (row.middle_names, row.year_group, row.first_language) == ("Ann", "R", "POL")
    assert (row.in_care, row.fsm, row.enrol_status) == (True, True, "C")
    assert "version 3" in str(roll.problems[0])
    assert roll.as_of == date(2026, 9, 7)


def test_a_namespace_and_utf_16_change_nothing(read):
    text = ctf(pupil()).replace("<CTfile>", '<CTfile xmlns="http://example.org/ctf">').replace("utf-8", "utf-16")
    assert read(text.encode("utf-16")).rows[0].legal_surname == "Lee"


def test_meals_that_have_ended(read):
    ended = "<FSMhistory><FSMinstance><FSMendDate>2025-01-01</FSMendDate></FSMinstance></FSMhistory>"
    roll = read(ctf(pupil(ended), pupil(upn=TWO)))
    assert [row.fsm for row in roll.rows] == [False, None]
    assert "fsm" in roll.fields


def test_what_is_missing_or_doubled_is_named_by_pupil_and_element(read):
    roll = read(ctf(pupil(), pupil(), pupil(upn="", names="<Forename>Jo</Forename>")))
    assert [(p.row, p.column) for p in roll.problems] == [(2, "UPN"), (3, "UPN"), (3, "Surname")]
    assert len(roll.rows) == 3


@pytest.mark.parametrize("version", ["25.0", "26.0", "17"])
def test_known_versions_are_read_in_silence(read, version):
    assert not read(ctf(pupil(), version=version)).problems


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE CTfile [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<CTfile><CTFpupilData><Pupil><Surname>&b;</Surname></Pupil></CTFpupilData></CTfile>"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LAUGHS, "document type"),
        ('<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><CTfile/>', "document type"),
        ("<CTfile>" + "<a>" * 100_000 + "</a>" * 100_000 + "</CTfile>", "nested"),
        ("<CTfile><CTFpupilData><Pupil>" + "<a/>" * 30_000 + "</Pupil></CTFpupilData></CTfile>", "repeated"),
        (ctf(pupil())[:-30], "damaged"),
        ('<?xml version="1.0"?><Register><Pupil/></Register>', "not a Common Transfer File"),
        (ctf(), "no pupils"),
    ],
)
def test_hostile_damaged_and_other_files_are_refused_in_words(read, text, words):
    with pytest.raises(RefusedError, match=words):
        read(text)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=5))
@settings(max_examples=200, deadline=None)
def test_no_damage_does_more_than_be_refused(tmp_path_factory, at, junk):
    whole = ctf(pupil(f"<SENhistory>{SPELL}{NEEDS}</SENhistory>"), pupil(upn=TWO)).encode()
    place = at % len(whole)
    path = tmp_path_factory.getbasetemp() / "damaged.xml"
    path.write_bytes(whole[:place] + junk + whole[place + len(junk) :])
    try:
        roll = read_roll(path)
    except RefusedError:
        return
    assert roll.rows


def test_a_tag_that_goes_on_for_megabytes_is_refused_at_once(read):
    attributes = " ".join(f'a{number}="1"' for number in range(150_000))
    with pytest.raises(RefusedError, match="goes on far beyond"):
        read(ctf(pupil(), root=f"CTfile {attributes}"))
