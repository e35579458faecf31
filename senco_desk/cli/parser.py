"""What can be typed: commands, options and their words. Standard library alone, so that the window starts at once.

Every option that holds for all commands may stand before the command or after it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn


class UsageError(Exception):
    """What was typed is no command of this program; the sentence says what to do."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:].rstrip('.')}. See: {self.prog} --help")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """What was asked for; `command` is its name in the table of commands, `open` where there is none.

    Raises UsageError, with a sentence, for anything that is no command; `--help` ends the program.
    """
    asked = _parser().parse_args(list(argv))
    for name, usual in _USUAL.items():
        if not hasattr(asked, name):
            setattr(asked, name, usual)
    if not hasattr(asked, "command"):
        asked.command, asked.path = "open", None
    return asked


_USUAL: dict[str, object] = {
    "desk": None,
    "passphrase_file": None,
    "today": None,
    "json": False,
    "take_over": False,
    "other_keys": False,
}


_DASH = (
    "A text about a child can be seen by others on this computer while the command runs: give “-” in its place, and"
    " write the text to standard input."
)


def _for_all() -> _Parser:
    """The options of every command. They have no defaults here, or the command's would hide those before it."""
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS, allow_abbrev=False)
    group = common.add_argument_group("for every command")
    group.add_argument("--desk", type=Path, metavar="PATH", help="the school’s desk, a folder NAME.sencodesk")
    group.add_argument("--passphrase-file", type=Path, metavar="FILE", help="a file that holds the passphrase")
    group.add_argument("--today", type=_today, metavar="YYYY-MM-DD", help="act as if it were that day")
    group.add_argument("--json", action="store_true", help="one JSON document on standard output")
    group.add_argument(
        "--take-over",
        action="store_true",
        help="open a desk that another computer left locked; be sure that it is closed there",
    )
    group.add_argument(
        "--other-keys",
        action="store_true",
        help="open a desk whose keys are not those of last time here; be sure that you know who changed them",
    )
    return common


def _parser() -> argparse.ArgumentParser:
    common = _for_all()
    top = _Parser(
        prog="senco-desk",
        description="An offline record keeper for SENCOs. Without a command it opens the window.",
        epilog="The passphrase comes from --passphrase-file, else SENCO_DESK_PASSPHRASE, else it is asked for."
        f" {_DASH}",
        parents=[common],
        allow_abbrev=False,
    )
    groups = _Commands(top, common)
    _desks(groups)
    _imports(groups)
    _pupils(groups)
    _provision(groups)
    _costs_and_packs(groups)
    _dates(groups)
    return top


class _Commands:
    """Adds commands of one word or two, each with the options of every command."""

    def __init__(self, top: argparse.ArgumentParser, common: _Parser) -> None:
        self._common = common
        self._top = top.add_subparsers(metavar="COMMAND", parser_class=_Parser)
        self._seconds: dict[str, argparse._SubParsersAction[_Parser]] = {}  # no public name exists

    def add(self, words: str, about: str) -> argparse.ArgumentParser:
        first, _, second = words.partition(" ")
        if second:
            if first not in self._seconds:
                made = self._top.add_parser(
                    first,
                    help=_GROUPS[first],
                    description=_GROUPS[first],
                    parents=[self._common],
                    allow_abbrev=False,
                )
                self._seconds[first] = made.add_subparsers(metavar="WHAT", parser_class=_Parser, required=True)
            adding = self._seconds[first]
        else:
            adding = self._top
        name = second or first
        parser = adding.add_parser(name, help=about, description=about, parents=[self._common], allow_abbrev=False)
        parser.set_defaults(command=words)
        return parser


_GROUPS = {
    "import": "bring in a roll or the term’s figures",
    "calendar": "the school calendar",
    "provision": "the provision map",
    "session": "the session log",
    "dates": "statutory dates, with their source",
}


def _desks(commands: _Commands) -> None:
    new = commands.add("new", "make an encrypted desk; the recovery code is shown once")
    new.add_argument("path", type=Path, metavar="PATH", help="a new folder whose name ends in .sencodesk")
    new.add_argument("--school", required=True, metavar="NAME")
    new.add_argument("--authority", required=True, metavar="ID", help="medway, generic and others in that form")
    new.add_argument("--phase", choices=("primary", "secondary", "all-through", "special"), default="primary")
    demo = commands.add("demo", "make a fictional school, its register and one evidence pack")
    demo.add_argument("folder", type=Path, metavar="DIR")
    demo.add_argument("--pupils", type=_whole, default=None, metavar="N")
    demo.add_argument("--seed", type=int, default=None, metavar="S")
    demo.add_argument("--replace", action="store_true", help="also where the demo school there was worked on")
    opened = commands.add("open", "open the window")
    opened.add_argument("path", type=Path, nargs="?", metavar="PATH")
    commands.add("undo", "undo the last change of this person, if nothing has touched it since")
    backup = commands.add("backup", "a verified backup of the desk")
    backup.add_argument("--to", type=Path, metavar="FILE", help="where; beside the desk with today’s date if not given")
    restore = commands.add("restore", "bring a desk back from a backup; what was there is kept beside it")
    restore.add_argument("file", type=Path, metavar="FILE", help="a backup, a folder of backups, or a copied desk")
    restore.add_argument("--to", type=Path, required=True, metavar="FILE", help="the desk: a folder NAME.sencodesk")
    restore.add_argument("--dry-run", action="store_true", help="say what it would bring back, and change nothing")
    restore.add_argument(
        "--with-removed", action="store_true", help="have people as they were then, also those removed since"
    )
    verify = commands.add("verify", "check the desk: records, references, journal, every attachment")
    verify.add_argument("--mend", action="store_true", help="remove files that no record has named for a day")
    trail = commands.add("trail", "who looked at, changed, printed and saved what, newest first")
    trail.add_argument("--pupil", default="", metavar="UPN", help="only what was about this child")
    trail.add_argument("--deed", default="", metavar="ID", help="only one kind: view, change, print, export and others")
    trail.add_argument("--since", type=_day, metavar="DATE")
    trail.add_argument("--until", type=_day, metavar="DATE")
    trail.add_argument("--out", type=Path, metavar="FILE", help="also as a list; CSV or Excel by the ending")
    salvage = commands.add("salvage", "save what a damaged desk still holds into a new one; 3 if something is missing")
    salvage.add_argument("damaged", type=Path, metavar="DESK", help="the damaged desk; it is only read")
    salvage.add_argument("--to", required=True, type=Path, metavar="FILE", help="the new desk")


def _imports(commands: _Commands) -> None:
    roll = commands.add("import roll", "the school’s roll: CSV, Excel or a Common Transfer File")
    roll.add_argument("file", type=Path, metavar="FILE")
    roll.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    roll.add_argument("--map", type=Path, metavar="FILE", help="your own headings: lines of heading,field or JSON")
    for kind, about in (
        ("attendance", "each child’s attendance"),
        ("assessments", "assessment results"),
        ("sessions", "sessions of provision that were given"),
    ):
        figures = commands.add(f"import {kind}", about)
        figures.add_argument("file", type=Path, metavar="FILE")
        figures.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    calendar = commands.add("calendar import", "term dates, closures and INSET days: CSV with start,end,kind")
    calendar.add_argument("file", type=Path, metavar="FILE")


def _pupils(commands: _Commands) -> None:
    status = commands.add("status", "put a child on or off the register")
    _one_pupil(status)
    status.add_argument("--to", required=True, choices=("N", "K", "E", "monitoring"))
    status.add_argument("--from", required=True, type=_day, dest="start", metavar="DATE")
    status.add_argument("--reason", required=True, metavar="TEXT", help="“-” reads it from standard input")
    status.add_argument("--need", nargs="+", action="extend", metavar="CODE", help="DfE codes, primary need first")
    status.add_argument("--decided-by", default="", metavar="NAME")
    status.add_argument("--parents-told", type=_day, metavar="DATE")
    commands.add("leavers", "until when the records of children who have left are kept")
    erase = commands.add("erase", "erase a child’s record for good; without --name it only says what would go")
    _one_pupil(erase)
    erase.add_argument("--reason", required=True, metavar="TEXT", help="for the certificate; without the child’s name")
    erase.add_argument("--name", metavar="TEXT", help="the child’s name, to say that it is meant; “-”: standard input")
    erase.add_argument("--backups", action="store_true", help="also in the backups that hold the child")
    erase.add_argument("--certificate", type=Path, metavar="FILE", help="where the certificate is written as PDF")
    attach = commands.add("attach", "documents into the child’s record")
    _one_pupil(attach)
    attach.add_argument("files", type=Path, nargs="+", metavar="FILE")
    attach.add_argument("--kind", metavar="ID")
    attach.add_argument("--dated", type=_day, metavar="DATE")
    attach.add_argument("--title", metavar="TEXT")
    note = commands.add("note", "a note in the chronology")
    _one_pupil(note)
    note.add_argument("--dated", type=_day, metavar="DATE")
    note.add_argument("text", metavar="TEXT", help="“-” reads it from standard input, out of others’ sight")
    register = commands.add("register", "the SEN register; PDF, Excel or CSV by the ending of --out")
    register.add_argument("--as-at", type=_day, metavar="DATE")
    register.add_argument("--where", default="", metavar="TEXT", help="only pupils in whom every word is found")
    register.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="FILTER",
        help="only pupils for whom this holds, such as “attendance below 90” or “year is Y4, Y5”; may be repeated",
    )
    register.add_argument("--out", type=Path, metavar="FILE")
    search = commands.add("search", "find pupils, plans, notes, meetings and the words inside documents")
    search.add_argument("text", metavar="TEXT", help="words, a name, or words in quotes; “-”: standard input")
    search.add_argument("--limit", type=_whole, default=50, metavar="N", help="at most so many of each kind; 50")


def _provision(commands: _Commands) -> None:
    add = commands.add("provision add", "a provision line for one child, or one group for several")
    add.add_argument("--pupil", required=True, nargs="+", action="extend", metavar="UPN")
    add.add_argument("--what", required=True, metavar="TEXT")
    add.add_argument("--minutes", required=True, type=_whole, metavar="N", help="of one session")
    add.add_argument("--sessions", required=True, type=_number, metavar="N", help="a week")
    add.add_argument("--rate-pence", required=True, type=_whole, metavar="N", help="an hour")
    add.add_argument("--from", required=True, type=_day, dest="start", metavar="DATE")
    add.add_argument("--to", required=True, type=_day, dest="end", metavar="DATE")
    add.add_argument("--group", type=_whole, metavar="N", help="how many children share it")
    add.add_argument(
        "--sole-purpose",
        default="",
        metavar="REASON",
        help="why a group is run for this child alone; “-”: standard input",
    )
    add.add_argument("--one-off-pence", type=_whole, default=0, metavar="N")
    add.add_argument("--funder", choices=("school", "top-up", "health", "other"), default="school")
    add.add_argument("--tier", metavar="ID", help="universal, ordinarily_available, targeted or specialist")
    add.add_argument("--area", metavar="ID", help="ci, cl, semh or sp")
    log = commands.add("session log", "what was really given")
    log.add_argument("--provision", required=True, metavar="ID")
    log.add_argument("--on", required=True, type=_day, metavar="DATE")
    log.add_argument("--minutes", type=_whole, metavar="N")
    log.add_argument("--absent", nargs="+", action="extend", default=[], metavar="UPN")
    log.add_argument("--not-given", metavar="REASON", help="“-” reads it from standard input")


def _costs_and_packs(commands: _Commands) -> None:
    spend = commands.add("spend", "spending beside the per-child threshold; everybody on the register without --pupil")
    spend.add_argument("--pupil", metavar="UPN")
    spend.add_argument("--year", metavar="2026/27")
    spend.add_argument("--as-at", type=_day, metavar="DATE")
    ready = commands.add("ready", "what a request would rest on, in two lists that never merge")
    _one_pupil(ready)
    ready.add_argument("--authority", default="", metavar="ID")
    pack = commands.add("pack", "the evidence pack as PDF")
    _one_pupil(pack)
    pack.add_argument("--out", required=True, type=Path, metavar="FILE")
    pack.add_argument("--authority", default="", metavar="ID")
    pack.add_argument("--max-part-mb", type=_number, metavar="N", help="in parts, none larger than this")
    pack.add_argument("--names-checked", action="store_true", help="a person has looked at other people’s names")


def _dates(commands: _Commands) -> None:
    ehcna = commands.add("dates ehcna", "of a request for an EHC needs assessment")
    ehcna.add_argument("--received", required=True, type=_day, metavar="DATE")
    ehcna.add_argument("--draft-served", type=_day, metavar="DATE")
    review = commands.add("dates review", "of an annual review")
    review.add_argument("--meeting", required=True, type=_day, metavar="DATE")
    appeal = commands.add("dates appeal", "of an appeal to the tribunal")
    appeal.add_argument("--letter", required=True, type=_day, metavar="DATE")
    appeal.add_argument("--certificate", type=_day, metavar="DATE")
    transfer = commands.add("dates transfer", "of a move between phases")
    transfer.add_argument("--year", required=True, type=_whole, metavar="YEAR")
    transfer.add_argument("--to", required=True, choices=("secondary", "post-16"))
    upn = commands.add("upn", "check unique pupil numbers")
    upn.add_argument("values", nargs="+", metavar="VALUE")


def _one_pupil(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pupil", required=True, metavar="UPN")


def _day(text: str) -> date:
    try:
        if len(text) == 10 and text[7] == "-":  # Python also reads the weeks of ISO 8601, which nobody promised
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"“{text}” is not a date; write it as 2026-11-03")


def _today(text: str) -> date:
    day = _day(text)
    if not 2000 <= day.year <= 2100:
        raise argparse.ArgumentTypeError(f"the year {day.year} is outside 2000 to 2100")
    return day


def _whole(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of at most nine digits")


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    if number.is_finite() and 0 <= number < 10**9:
        return number
    raise argparse.ArgumentTypeError(f"“{text}” is not a number from 0 to 999,999,999")
