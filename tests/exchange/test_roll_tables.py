"""Rolls as people really export them: every trap must leave every pupil read and every oddity named."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.exchange.headers import read_mapping
from senco_desk.exchange.roll import MAPPABLE, read_roll

ONE, TWO, THREE = "C887999926001", "Q896999926002", "X885999926003"
HEAD = "UPN,Surname,Forename,DOB,SEN Status\n"


@pytest.fixture
def roll_of(tmp_path):
    def read(content, name="roll.csv", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return read_roll(path, **options)

    return read


def said(roll):
    return [str(problem) for problem in roll.problems]


def test_semicolons_and_windows_1252(roll_of):
    text = f"UPN;Surname;Forename;Date of birth\r\n{ONE};Müller;Siân;20/04/2015\r\n"
    roll = roll_of(text.encode("cp1252"))
    assert (roll.separator, roll.encoding) == (";", "windows-1252")
    assert roll.rows[0].name == "Siân Müller"
    assert not roll.problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_encoding_and_separator(roll_of, encoding, separator):
    text = (HEAD + f"{ONE},Nguyễn,Zoë,20/04/2015,K\n" * 1 + f"{TWO},Lee,Max,21/04/2015,N\n").replace(",", separator)
    roll = roll_of(text.encode(encoding))
    assert [(row.upn, row.legal_surname, row.sen_status) for row in roll.rows] == [
        (ONE, "Nguyễn", "K"),
        (TWO, "Lee", "N"),
    ]
    assert not roll.problems


def test_a_byte_windows_1252_does_not_know_is_named_by_its_line(roll_of):
    roll = roll_of(HEAD.encode() + f"{ONE},M\x81ller,Jo,20/04/2015,K\n".encode("latin-1"))
    assert roll.rows[0].legal_surname == "M\ufffdller"
    assert roll.rows[0].doubtful == {"legal_surname"}
    assert {problem.row for problem in roll.problems} == {2}


def test_zero_bytes_are_taken_out_and_named(roll_of):
    roll = roll_of(HEAD + f"{ONE},Le\0e,Max,20/04/2015,K\n")
    assert roll.rows[0].legal_surname == "Lee"
    assert roll.problems[0].row == 2


def test_title_lines_above_the_heading(roll_of):
    roll = roll_of(f"Riverbank School,,,,\nSEN list,Printed 03/11/2026,,,\n\n\n{HEAD}{ONE},Lee,Max,20/04/2015,K\n")
    assert roll.as_of == date(2026, 11, 3)
    assert roll.rows[0].row == 6


def test_a_short_line_keeps_its_pupil(roll_of):
    roll = roll_of(HEAD + f"{ONE},Lee,Max\n{TWO},Ali,Jo,20/04/2015,K\n")
    assert [row.upn for row in roll.rows] == [ONE, TWO]
    assert roll.problems[0].row == 2
    assert "3 values where the heading has 5" in said(roll)[0]


def test_an_unquoted_comma_puts_nothing_in_a_wrong_column(roll_of):
    roll = roll_of(
        "UPN,Surname,Forename,DOB,SEN Status,FSM,Pupil Premium,Date of Admission,Reg Group\n"
        f"{ONE},Lee,Max,20/04/2015,Education, Health and Care Plan,F,T,03/09/2020,5B\n"
    )
    row = roll.rows[0]
    assert (row.upn, row.legal_surname, row.date_of_birth) == (ONE, "Lee", date(2015, 4, 20))
    assert (row.admission_date, row.class_name) == (date(2020, 9, 3), "5B")
    assert (row.sen_status, row.fsm, row.pupil_premium) == ("", None, None)
    assert roll.problems[0].row == 2


def test_a_comma_inside_a_name_before_every_date_leaves_the_number_alone(roll_of):
    roll = roll_of(f"UPN,Surname,Forename,DOB,Admission Date\n{ONE},Lee, Jr,Max,20/04/2015,03/09/2020\n")
    row = roll.rows[0]
    assert row.upn == ONE
    assert (row.legal_surname, row.legal_forename) == ("", "")
    assert (row.date_of_birth, row.admission_date) == (date(2015, 4, 20), date(2020, 9, 3))


def test_a_stray_quotation_mark_swallows_nobody(roll_of):
    roll = roll_of(HEAD + f'{ONE},"Lee,Max,20/04/2015,K\n{TWO},Ali,Jo,21/04/2015,N\n{THREE},"Day",Bo,22/04/2015,N\n')
    assert [row.upn for row in roll.rows] == [ONE, TWO, THREE]
    assert [row.legal_surname for row in roll.rows] == ["Lee", "Ali", "Day"]
    assert roll.problems[0].row == 2


def test_a_quoted_line_break_is_one_value(roll_of):
    roll = roll_of(f'UPN,Surname,Notes\n{ONE},Lee,"first\nsecond"\n{TWO},Ali,\n')
    assert [(row.row, row.upn) for row in roll.rows] == [(2, ONE), (4, TWO)]
    assert roll.rows[0].extra == {"Notes": "first\nsecond"}


def test_two_columns_for_one_field_are_named(roll_of):
    roll = roll_of(f"UPN,Surname,Legal Surname,Surname\n{ONE},Known,Legal,Third\n")
    assert roll.rows[0].legal_surname == "Legal"
    assert roll.rows[0].extra == {"Surname": "Known", "Surname (4)": "Third"}
    assert "3 columns could be the legal surname" in said(roll)[0]


def test_what_is_not_recognised_is_kept(roll_of):
    roll = roll_of(f"UPN,Surname,House\n{ONE},Lee,Red\n")
    assert roll.rows[0].extra == {"House": "Red"}
    assert [(column.header, column.field) for column in roll.columns][-1] == ("House", "")


def test_absent_column_and_empty_cell_differ(roll_of):
    roll = roll_of(f"UPN,Surname,SEN Status,FSM\n{ONE},Lee,,\n")
    assert {"sen_status", "fsm"} <= roll.fields
    assert "ethnicity" not in roll.fields
    assert (roll.rows[0].sen_status, roll.rows[0].fsm) == ("", None)


def test_a_wrong_number_is_kept_and_named(roll_of):
    roll = roll_of(HEAD + "a1234 5678 9001,Lee,Max,20/04/2015,K\n")
    assert roll.rows[0].upn == "A123456789001"
    assert roll.problems[0].row == 2
    assert roll.problems[0].column == "UPN"
    assert "should be Y" in said(roll)[0]


def test_the_same_number_twice_is_named_with_both_rows(roll_of):
    roll = roll_of(HEAD + f"{ONE},Lee,Max,20/04/2015,K\n{ONE},Ali,Jo,21/04/2015,N\n")
    assert len(roll.rows) == 2
    assert "row 3, UPN" in said(roll)[0]
    assert "row 2" in said(roll)[0]


def test_a_child_without_a_number_name_or_birthday_is_kept_and_named(roll_of):
    roll = roll_of(HEAD + f",Lee,Max,20/04/2015,K\n{TWO},,Jo,,N\nTotal: 2,,,,\n")
    assert [row.row for row in roll.rows] == [2, 3]
    assert [(p.row, p.column) for p in roll.problems] == [(2, "UPN"), (3, "Surname"), (3, "DOB"), (4, "")]


def test_ranked_needs_in_one_column(roll_of):
    roll = roll_of(
        "UPN,Surname,SEN Need Type (Ranked)\n"
        f"{ONE},Lee,SLCN; SEMH\n"
        f'{TWO},Ali,"2. SpLD, 1. ASD"\n'
        f'{THREE},Day,"Speech, Language and Communication Needs; Autistic Spectrum Disorder (ASD); XYZ"\n'
    )
    assert [row.needs for row in roll.rows] == [
        (("SLCN", 1), ("SEMH", 2)),
        (("ASD", 1), ("SPLD", 2)),
        (("SLCN", 1), ("ASD", 2), ("XYZ", 3)),
    ]
    assert [problem.row for problem in roll.problems] == [4]
    assert "XYZ" in said(roll)[0]


def test_needs_in_columns_of_their_own(roll_of):
    roll = roll_of(f"UPN,Surname,SEN Type 1,SEN Type 2\n{ONE},Lee,AUT,BESD\n{TWO},Ali,,DS\n")
    assert [row.needs for row in roll.rows] == [(("ASD", 1), ("SEMH", 2)), (("DS", 1),)]


def test_old_statuses_wait_for_a_person(roll_of):
    roll = roll_of(HEAD + f"{ONE},Lee,Max,20/04/2015,School Action Plus\n{TWO},Ali,Jo,21/04/2015,S\n")
    assert [row.sen_status for row in roll.rows] == ["", "E"]
    assert roll.rows[0].extra == {"SEN Status": "School Action Plus"}
    assert len(roll.problems) == 2


def test_flags_percentages_and_the_new_meals_categories(roll_of):
    roll = roll_of(
        "UPN,Surname,FSM,PP,CLA,Attendance %\n"
        f"{ONE},Lee,TFSM,T,no,95.4%\n{TWO},Ali,Y,perhaps,,100\n{THREE},Day,0,N,Y,101\n"
    )
    one, two, three = roll.rows
    assert (one.fsm, one.fsm_category, one.pupil_premium, one.in_care) == (True, "TFSM", True, False)
    assert (two.fsm, two.pupil_premium, two.in_care) == (True, None, None)
    assert two.extra == {"PP": "perhaps"}
    assert [row.attendance_percent for row in roll.rows] == [Decimal("95.4"), Decimal(100), None]
    assert [(problem.row, problem.column) for problem in roll.problems] == [(3, "PP"), (4, "Attendance %")]
    assert three.fsm is False
    assert "fsm_category" in roll.fields


def test_unknown_codes_are_kept_or_set_aside_never_lost(roll_of):
    roll = roll_of(f"UPN,Surname,Ethnicity,Year\n{ONE},Lee,qqqq,Year 5\n{TWO},Ali,Some very long description,Y5\n")
    assert roll.rows[0].ethnicity == "QQQQ"
    assert roll.rows[1].ethnicity == ""
    assert roll.rows[1].extra == {"Ethnicity": "Some very long description"}
    assert [row.year_group for row in roll.rows] == ["5", "5"]
    assert [problem.row for problem in roll.problems] == [2, 3]


def test_a_whole_name_is_parted_at_its_comma(roll_of):
    roll = roll_of(f'UPN,Pupil Name\n{ONE},"van Dyke, Jo"\n{TWO},Jo van Dyke\n')
    assert [(row.legal_surname, row.legal_forename) for row in roll.rows] == [("van Dyke", "Jo"), ("van Dyke", "Jo")]
    assert [problem.row for problem in roll.problems] == [3]


def test_dates_day_first_unless_impossible(roll_of):
    assert roll_of(HEAD + f"{ONE},Lee,Max,03/04/2015,K\n").rows[0].date_of_birth == date(2015, 4, 3)
    american = roll_of(HEAD + f"{ONE},Lee,Max,04/20/2015,K\n{TWO},Ali,Jo,03/04/2015,N\n")
    assert [row.date_of_birth for row in american.rows] == [date(2015, 4, 20), date(2015, 3, 4)]
    assert american.date_shape == "month/day/year"


def test_a_doubtful_column_of_dates_is_named_unless_another_column_settles_it(roll_of):
    doubtful = roll_of(HEAD + f"{ONE},Lee,Max,03/04/2015,K\n")
    assert [(p.row, p.column) for p in doubtful.problems] == [(1, "DOB")]
    settled = roll_of(f"UPN,Surname,DOB,Date of Admission\n{ONE},Lee,20/04/2015,03/09/2020\n")
    assert not settled.problems


def test_a_date_in_another_shape_is_left_out_and_kept_aside(roll_of):
    roll = roll_of(HEAD + f"{ONE},Lee,Max,20/04/2015,K\n{TWO},Ali,Jo,April 2015,N\n")
    assert roll.rows[1].date_of_birth is None
    assert roll.rows[1].extra == {"DOB": "April 2015"}
    assert [(p.row, p.column) for p in roll.problems] == [(3, "DOB")]


def test_a_persons_own_mapping(roll_of, tmp_path):
    mapping_file = tmp_path / "map.csv"
    mapping_file.write_text("heading,field\nHouse,class_name\nReg Group,ignore\n", encoding="utf-8")
    mapping = read_mapping(mapping_file, MAPPABLE)
    roll = roll_of(f"UPN,Surname,House,Reg Group\n{ONE},Lee,Red,5B\n", mapping=mapping)
    assert roll.rows[0].class_name == "Red"
    assert roll.rows[0].extra == {"Reg Group": "5B"}
    mapping_file.write_text('{"House": "colour"}', encoding="utf-8")
    with pytest.raises(RefusedError, match="not a field"):
        read_mapping(mapping_file, MAPPABLE)


def workbook(path, sheets):
    book = xlsxwriter.Workbook(str(path))
    style = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(lines):
            for place, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, style)
                else:
                    sheet.write(number, place, cell)
    book.close()


def test_a_workbook_with_titles_serial_dates_shares_and_a_cover_sheet(tmp_path):
    path = tmp_path / "misnamed.csv"  # what it is shows in its bytes
    workbook(
        path,
        {
            "Cover": [["School", "Riverbank"], ["UPN", "ask the office"]],
            "Pupils": [
                ["Riverbank"], [], ["As at", date(2026, 9, 7)], [],
                ["UPN", "Surname", "Forename", "DOB", "Entry Date", "Attendance", "Adm No"],
                [ONE, "Lee", "Max", date(2015, 4, 20), 44077, 0.954, 1001],
                [TWO, "Ali", "Jo", date(2015, 4, 21), 44077, 1, 1002],
            ],
        },
    )  # fmt: skip
    roll = read_roll(path)
    assert (roll.kind, roll.sheet, roll.as_of) == ("xlsx", "Pupils", date(2026, 9, 7))
    assert [row.row for row in roll.rows] == [6, 7]
    assert roll.rows[0].date_of_birth == date(2015, 4, 20)
    assert roll.rows[0].admission_date == date(2020, 9, 3)
    assert [row.attendance_percent for row in roll.rows] == [Decimal("95.4"), Decimal(100)]
    assert roll.rows[0].school_number == "1001"
    assert not roll.problems


def test_dates_exchanged_by_an_american_spreadsheet_are_suspected(tmp_path):
    path = tmp_path / "roll.xlsx"
    workbook(path, {"S": [["UPN", "Surname", "DOB"], [ONE, "Lee", date(2015, 3, 4)], [TWO, "Ali", "20/04/2015"]]})
    assert any("American" in str(problem) for problem in read_roll(path).problems)


def test_five_thousand_pupils(roll_of):
    lines = "".join(f"{ONE[:-3]}{n % 1000:03d},Name{n},Jo,{1 + n % 28:02d}/04/2015,K\n" for n in range(5000))
    assert len(roll_of(HEAD + lines).rows) == 5000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"just a letter\nto the office\n", "not a school roll"),
        (b"a,b,c\n1,2,3\n", "The fullest line found reads: a, b, c"),
        (HEAD.encode(), "no pupils"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0 old excel", "save it as .xlsx"),
        (b"<html><table></table></html>", "web page"),
        (b"PK\x03\x04 not really", "damaged"),
    ],
)
def test_what_is_no_roll_is_refused_in_words(roll_of, content, words):
    with pytest.raises(RefusedError, match=words):
        roll_of(content)


def test_a_missing_file_is_trouble_in_words(tmp_path):
    with pytest.raises(TroubleError, match="there is no file"):
        read_roll(tmp_path / "nowhere.csv")
    with pytest.raises(RefusedError, match="folder"):
        read_roll(tmp_path)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", HEAD.encode(), b"PK\x03\x04", b"<CTfile>", b"\xff\xfe", b"UPN;Surname\n"]),
)
@settings(max_examples=300, deadline=None)
def test_no_bytes_do_more_than_be_refused(tmp_path_factory, tail, head):
    path = _scratch(tmp_path_factory) / "any.csv"
    path.write_bytes(head + tail)
    try:
        roll = read_roll(path)
    except (RefusedError, TroubleError):
        return
    assert roll.rows


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_text_below_a_heading_does_more_than_be_refused(tmp_path_factory, tail):
    path = _scratch(tmp_path_factory) / "text.csv"
    path.write_bytes((HEAD + tail).encode("utf-8", "surrogatepass"))
    try:
        assert read_roll(path).rows
    except RefusedError:
        return


_folder: list[Path] = []


def _scratch(factory):
    if not _folder:
        _folder.append(factory.mktemp("bytes"))
    return _folder[0]


def test_a_line_longer_than_any_pupils_is_refused_at_once(tmp_path):
    path = tmp_path / "roll.csv"
    path.write_text("UPN,Surname\n" + "," * 1_500_000 + "\n")
    with pytest.raises(RefusedError, match="no list of pupils"):
        read_roll(path)
