"""Lists that are written are read back the same, open as what they are, and run nothing."""

import os
import stat
import sys
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.exchange.grids import as_text
from senco_desk.exchange.sheets import write_csv, write_xlsx
from senco_desk.exchange.tables import read_tables

MOMENT = datetime(2026, 9, 1, 10, 30)  # noqa: DTZ001 (a spreadsheet knows no zones)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30) | st.sampled_from(
    ["=1+1", "+44", "-5", "@a", "'=1", "''=1", "\t=1", 'say "hi", now', "a\r\nb", "'tis", "Ó Súilleabháin", "|;,"]
)


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=8))
@settings(deadline=None, max_examples=150)
def test_csv_is_read_back_the_same(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "list.csv"
    write_csv(path, ["One", "Two", "Three"], rows)
    lines = read_tables(path.read_bytes(), path.name).grids[0].lines
    kept = [row for row in rows if any(as_text(cell) for cell in row)]  # a blank line is no row
    assert [list(line.cells) for line in lines] == [["One", "Two", "Three"], *kept]


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=5))
@settings(deadline=None, max_examples=30)
def test_a_workbook_is_read_back_the_same_and_holds_no_formula(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "list.xlsx"
    write_xlsx(path, "List", ["One", "Two", "Three"], rows)
    lines = read_tables(path.read_bytes(), path.name).grids[0].lines
    kept = [[normal(cell) for cell in row] for row in rows if any(as_text(normal(cell)) for cell in row)]
    assert [[normal(cell) for cell in line.cells] for line in lines] == [["One", "Two", "Three"], *kept]


def normal(text):
    """XML knows one line break, and a few marks that no XML file may hold."""
    return "".join(
        mark for mark in text.replace("\r\n", "\n").replace("\r", "\n") if mark.isprintable() or mark == "\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0"])
def test_no_cell_of_a_csv_begins_like_a_formula(tmp_path, start):
    path = tmp_path / "list.csv"
    write_csv(path, [f"{start}head"], [[f"{start}cmd|' /C calc'!A0"]])
    for line in path.read_text(encoding="utf-8-sig").split("\n"):
        assert not line.lstrip('"').startswith(("=", "+", "-", "@", "\t", "\0"))
    assert "'" + start in path.read_bytes().decode("utf-8-sig")


def test_a_cell_is_one_cell_whatever_separates_cells_elsewhere(tmp_path):
    path = tmp_path / "list.csv"
    write_csv(path, ["Name", "Note"], [["a;b", ";=1+1"], ["c|d", "e\tf"]])
    assert path.read_text("utf-8-sig").splitlines() == ["Name,Note", '"a;b",";\'=1+1"', '"c|d","e\tf"']
    lines = read_tables(path.read_bytes(), path.name).grids[0].lines
    assert [list(line.cells) for line in lines[1:]] == [["a;b", ";=1+1"], ["c|d", "e\tf"]]


def test_csv_is_what_spreadsheets_expect(tmp_path):
    path = tmp_path / "list.csv"
    write_csv(path, ["Name", "Day", "Pence"], [["Zoë", date(2026, 9, 1), 120], [None, None, Decimal("-1.50")]])
    assert path.read_bytes() == "\ufeffName,Day,Pence\r\nZoë,2026-09-01,120\r\n,,-1.50\r\n".encode()


def test_a_workbook_holds_real_dates_and_numbers(tmp_path):
    path = tmp_path / "register.xlsx"
    write_xlsx(
        path,
        "SEN register: 2026/27 [draft] of a long-named school",
        ["Name", "Born", "Minutes", "UPN", "At", "Yes"],
        [["=1+1", date(2015, 4, 20), 30, "0012", MOMENT, True]],
    )
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["SEN register  2026 27  draft  o"]
    assert book.get_sheet_by_index(0).to_python()[1] == [
        "=1+1", date(2015, 4, 20), 30.0, "0012", MOMENT, "Yes",
    ]  # fmt: skip


def test_the_same_list_gives_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_xlsx(tmp_path / name, "List", ["A"], [["x"]])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_list_replaces_the_old_one_whole_or_not_at_all(tmp_path):
    path = tmp_path / "list.csv"
    write_csv(path, ["A"], [["old"]])
    with pytest.raises(ZeroDivisionError):
        write_csv(path, ["A"], ([1 // n] for n in (1, 0)))
    assert b"old" in path.read_bytes()
    write_csv(path, ["A"], [["new"]])
    assert b"new" in path.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["list.csv"]


def test_a_folder_that_is_not_there_is_trouble(tmp_path):
    with pytest.raises(TroubleError, match="could not be written"):
        write_csv(tmp_path / "nowhere" / "list.csv", ["A"], [])
    path = tmp_path / "folder.xlsx"
    path.mkdir()
    with pytest.raises(TroubleError):
        write_xlsx(path, "T", ["A"], [])
    assert [each.name for each in tmp_path.iterdir()] == ["folder.xlsx"]


def test_a_refusal_is_not_swallowed(tmp_path):
    def rows():
        raise RefusedError("No.")
        yield []

    with pytest.raises(RefusedError):
        write_xlsx(tmp_path / "x.xlsx", "T", ["A"], rows())


@pytest.mark.skipif(sys.platform == "win32", reason="there a new file takes its folder's rights by itself")
@pytest.mark.parametrize(("mask", "rights"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600)])
def test_a_finished_list_can_be_read_by_whom_any_new_file_here_can(tmp_path, mask, rights):
    was = os.umask(mask)
    try:
        write_csv(tmp_path / "list.csv", ["One"], [["1"]])
        write_xlsx(tmp_path / "list.xlsx", "List", ["One"], [["1"]])
    finally:
        os.umask(was)
    assert {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {
        "list.csv": rights,
        "list.xlsx": rights,
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows offers no such call and needs none")
def test_the_name_of_a_finished_list_lasts_through_a_power_cut(tmp_path, monkeypatch):
    flushed = []
    real = os.fsync

    def fsync(descriptor):
        flushed.append(stat.S_ISDIR(os.fstat(descriptor).st_mode) and (tmp_path / "list.csv").exists())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    write_csv(tmp_path / "list.csv", ["One"], [["1"]])
    assert flushed == [False, True]
