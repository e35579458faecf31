"""A file of rows and columns, whatever it is called and however it was written, as lines of cells."""

from __future__ import annotations

from senco_desk.domain.problems import RefusedError
from senco_desk.exchange.delimited import read_delimited
from senco_desk.exchange.files import kind_of
from senco_desk.exchange.grids import Tables
from senco_desk.exchange.workbooks import read_workbook


def read_tables(data: bytes, name: str) -> Tables:
    """The sheets of a CSV file or an Excel workbook, told apart by what they hold and not by their name.

    Raises RefusedError, in words, for anything else.
    """
    match kind_of(data, name):
        case "xlsx":
            return read_workbook(data, name)
        case "text":
            return read_delimited(data, name)
        case "xml":
            raise RefusedError(
                f"“{name}” is an XML file; here a CSV file or an Excel workbook (.xlsx) is expected. "
                "A Common Transfer File is imported as a roll."
            )
