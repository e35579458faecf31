"""Workbooks built to do harm are refused before they can."""

import contextlib
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from senco_desk.domain.problems import RefusedError
from senco_desk.exchange.files import read_bytes
from senco_desk.exchange.roll import read_roll
from senco_desk.exchange.tables import read_tables
from senco_desk.machine.contained import FAILED, HELPER, TOOK_LONG, UNFOLDED, StoppedError
from tests.documents.test_contained import cheaply

SHEET = "xl/worksheets/sheet1.xml"


def a_workbook():
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True})
    book.add_worksheet("Pupils").write_row(0, 0, ["UPN", "Surname"])
    book.close()
    return memory.getvalue()


WHOLE = a_workbook()


def with_part(name, content):
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as old, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return memory.getvalue()


def sheet(cells, before=""):
    return (
        f'<?xml version="1.0"?>{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )


def test_the_workbook_itself_is_read():
    assert read_tables(WHOLE, "w.xlsx").grids[0].lines[0].cells == ("UPN", "Surname")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (SHEET, sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"/></row>'), "reaches"),
        (SHEET, sheet('<row r="1"><c r="&#88;FD1"/></row>'), "reaches"),
        (SHEET, sheet('<row r="1048576"><c><v>1</v></c></row>'), "reaches"),
        (SHEET, sheet("", before='<!DOCTYPE a [<!ENTITY b "c">]>'), "do harm"),
        (SHEET, sheet("<a>" * 200 + "</a>" * 200), "do harm"),
        (SHEET, "<worksheet>", "damaged"),
        ("xl/media/bomb.bin", b"\0" * 60_000_000, "do harm"),
    ],
)
def test_far_cells_entities_nesting_and_bombs(name, content, words):
    with pytest.raises(RefusedError, match=words):
        read_tables(with_part(name, content), "w.xlsx")


def test_other_zip_files_are_named_for_what_they_are():
    for part, words in (("word/document.xml", "Word"), ("content.xml", "OpenDocument"), ("roll.csv", "zip file")):
        memory = io.BytesIO()
        with zipfile.ZipFile(memory, "w") as package:
            package.writestr(part, "x")
        with pytest.raises(RefusedError, match=words):
            read_tables(memory.getvalue(), "w.xlsx")


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_no_damage_does_more_than_be_refused(at, junk):
    with contextlib.suppress(RefusedError):
        read_tables(WHOLE[:at] + junk + WHOLE[at + len(junk) :], "w.xlsx")


def test_a_part_that_lies_about_its_size_is_refused():
    honest = with_part("xl/extra.xml", "<a>" + " " * 4_000_000 + "</a>")
    at = honest.rindex(b"PK\x01\x02")  # the last entry of the directory is the part just added
    lying = honest[: at + 24] + (1000).to_bytes(4, "little") + honest[at + 28 :]
    with pytest.raises(RefusedError, match="damaged"):
        read_tables(lying, "w.xlsx")
    assert read_tables(honest, "w.xlsx").grids


def test_a_sheet_kept_in_an_unusual_place_is_measured_too():
    far = sheet('<row r="1"><c r="XFD1"/></row>')
    moved = zipfile.ZipFile(io.BytesIO(WHOLE)).read("xl/_rels/workbook.xml.rels")
    data = with_part("xl/_rels/workbook.xml.rels", moved.replace(b"worksheets/sheet1.xml", b"media/picture.png"))
    memory = io.BytesIO(data)
    with zipfile.ZipFile(memory, "a") as package:
        package.writestr("xl/media/picture.png", far)
    with pytest.raises(RefusedError, match="reaches"):
        read_tables(memory.getvalue(), "w.xlsx")


def test_many_cells_that_point_to_one_long_text_are_refused_before_they_are_copied():
    long = f'<?xml version="1.0"?><sst><si><t>{"A" * 900_000}</t></si><si><t>short</t></si></sst>'
    pointing = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 301))
    with_texts = with_part("xl/sharedStrings.xml", long)
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(with_texts)) as old, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, sheet(pointing) if part == SHEET else old.read(part))
    assert len(memory.getvalue()) < 20_000
    with pytest.raises(RefusedError, match="do harm"):
        read_tables(memory.getvalue(), "w.xlsx")


def test_two_parts_whose_names_differ_in_capitals_alone_are_refused():
    with pytest.raises(RefusedError, match="do harm"):
        read_tables(with_part("XL/Worksheets/Sheet1.xml", sheet("")), "w.xlsx")


def test_a_tag_that_goes_on_for_megabytes_is_refused_at_once():
    with pytest.raises(RefusedError, match="do harm"):
        read_tables(with_part(SHEET, sheet(f'<row r="1"><c a="{"x" * 1_500_000}"/></row>')), "w.xlsx")


# A list costs no more time and memory than a sentence, however it is built.


def empty_tags(count):
    return sheet("<a/>" * count)


def filled(lines):
    return sheet("".join(f'<row r="{row}"><c><v>{row}</v></c></row>' for row in range(1, lines + 1)))


BOMBS = {
    "a part of 190 MB": lambda: with_part(SHEET, b"<worksheet>" + b" " * 190_000_000),
    "ten million empty tags": lambda: with_part(SHEET, empty_tags(10_000_000)),
    "laughs": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE CTfile [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><CTfile>&b;</CTfile>'
    ),
    "tags in tags": lambda: b'<?xml version="1.0"?><CTfile>' + b"<a>" * 5_000_000,
    "pupils without end": lambda: b'<?xml version="1.0"?><CTfile>' + b"<Pupil></Pupil>" * 3_000_000,
    "one line": lambda: b"UPN,Surname," + b"x," * 9_000_000,
    "line ends": lambda: b"UPN,Surname\n" + b"\n" * 19_000_000,
    "one letter makes all wide": lambda: "UPN,Surname,\U0001f600\n".encode() + b"a,b,c\n" * 190_000,
    "values without end": lambda: (b"UPN,Surname" + b"," * 400 + b"\n") * 40_000,
    "quotes without end": lambda: b"UPN,Surname\n" + b'"a"",""b\n' * 190_000,
    "a letter of 49 MB": lambda: b"U" * 49_000_000,
}


TRANSFERS = ("laughs", "tags in tags", "pupils without end")


@pytest.mark.parametrize("name", BOMBS)
def test_a_list_built_to_do_harm_costs_a_sentence(tmp_path, name):
    path = tmp_path / "list.csv"
    path.write_bytes(BOMBS[name]())
    with cheaply(), contextlib.suppress(RefusedError):
        if name in TRANSFERS:
            read_roll(path)
        else:
            read_tables(read_bytes(path), path.name)
    with contextlib.suppress(RefusedError):
        assert read_tables(WHOLE, "w.xlsx").grids


def test_a_file_of_two_gigabytes_is_refused_by_its_size(tmp_path):
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(RefusedError, match="2000 MB; the most that is read"), cheaply(1, 10):
        read_roll(path)


def test_where_the_helper_has_to_be_ended_the_list_is_named(monkeypatch):
    def stopped(why):
        def ask(*_):
            raise StoppedError(why)

        return ask

    for why, words in ((TOOK_LONG, "took too long"), (UNFOLDED, "do harm"), (FAILED, "damaged")):
        monkeypatch.setattr(HELPER, "ask", stopped(why))
        with pytest.raises(RefusedError, match=words):
            read_tables(WHOLE, "w.xlsx")


def test_a_large_list_of_believable_size_is_read():
    assert len(read_tables(with_part(SHEET, filled(30_000)), "w.xlsx").grids[0].lines) == 30_000
