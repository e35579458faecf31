"""No deed of the program does more than the person may, though the store reads and writes past everybody's limits.

Some statements of the store run with a person's limits lifted. So whoever reaches one of them has to have asked for a
right first, or be here with the reason why nothing more than their own comes of it.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import senco_desk
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.pupils import PupilDraft
from senco_desk.services import checking, desks, drafts, erasing, rolls, safety, strays, trail
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from tests.builders import PASSPHRASE
from tests.services.test_rolls import a_roll, a_row
from tests.store.test_sight import SECRET, School, a_school, opened

CODE = Path(senco_desk.__file__).parent


@pytest.fixture(params=["teaching-assistant", "headteacher"])
def school(tmp_path: Path, request: pytest.FixtureRequest) -> School:
    return a_school(tmp_path, request.param)


@pytest.fixture
def desk(school: School) -> Iterator[Desk]:
    theirs = opened(school)
    yield theirs
    theirs.close()


def test_nobody_forgets_the_words_of_others(school: School) -> None:
    desk = opened(school)
    with pytest.raises(RefusedError, match="Only the SENCO"):
        erasing.plan(desk, school.other)
    desk.close()
    senco = opened(school, PASSPHRASE)
    assert [each.typed for each in drafts.kept(senco)] == [{"text": f"{SECRET} said"}]
    senco.close()


def test_nobody_feigns_a_backup_or_a_checked_code(school: School) -> None:
    desk = opened(school)
    with pytest.raises(RefusedError):
        safety.note_recovery_checked(desk, "any")
    with pytest.raises(RefusedError):
        safety.note_backup(desk, desks.BackedUp(Path("nowhere"), 210, verified=True))
    checking.note(desk, checking.Checked())
    desk.close()
    senco = opened(school, PASSPHRASE)
    known = safety.state(senco)
    assert (known.recovery_checked, known.backup, checking.last_checked(senco)) == (False, None, None)
    senco.close()


def test_nobody_learns_the_name_of_a_child_by_its_id(school: School, desk: Desk) -> None:
    told = trail.pupil_name(desk, school.other)
    assert (SECRET in told) is desk.may("everybody")
    assert trail.pupil_name(desk, school.mine).startswith("Alfie")


def test_nobody_removes_files_for_good(school: School, desk: Desk) -> None:
    stray = school.folder / "files" / ("c" * 64)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x" * 100)
    os.utime(stray, (1, 1))
    with pytest.raises(RefusedError):
        strays.sweep(desk)
    assert stray.exists()


def test_nobody_learns_by_an_import_which_children_there_are(school: School) -> None:
    there = "A801200001001"
    senco = opened(school, PASSPHRASE)
    with senco.store.change("Edit pupil") as change:
        change.save(nouns.PUPILS, nouns.PUPILS.get(senco.store, school.other).model_copy(update={"upn": there}))
    senco.close()
    desk = opened(school)
    with pytest.raises(RefusedError, match="Only the SENCO"):
        rolls.plan(desk, a_roll(a_row(2, upn=there)))
    told = set()
    for upn in (there, "B887999922002"):
        draft = PupilDraft(legal_forename="A", legal_surname="B", date_of_birth=date(2016, 1, 1), upn=upn)
        with pytest.raises(RefusedError) as refused, desk.store.change("x") as change:
            change.add(nouns.PUPILS, draft)
        told.add(str(refused.value))
    assert len(told) == 1
    desk.close()


LIFTS = {"lifted", "unlimited", "whole", "images", "insert", "write", "delete"}
"""Methods of a store that look, or write, past a person's limits."""
STORES = {"store", "sight", "source", "new", "second", "made"}
ASKS = {"need", "require", "_must_be_senco"}
"""What asks for a right. A change asks for itself, row by row, as it is written."""

NOTHING_MORE = {
    "assigned.own_notes": "asked only which of the rows that are seen are the person's own",
    "assigned.own_sessions": "asked only which of the rows that are seen are the person's own",
    "bin.comes_with": "asked only which of the rows that are seen are back",
    "bin.contents": "asked only which of the rows that are seen are back",
    "bin.restore": "a change, which asks",
    "bin.restore_deed": "a change, which asks",
    "checking.whole": "tells what is damaged, by number",
    "checking.seals": "tells which pages are damaged, by number",
    "desks.undo": "a change, which asks",
    "desks.verify": "tells what is damaged, by number",
    "drafts.keep": "the person's own words",
    "drafts.remove": "the person's own words",
    "finding.answer": "the index of words, narrowed in its own statement to what the person sees",
    "finding.find": "the index of words, narrowed in its own statement to what the person sees",
    "people.prepare_removal": "asks in `removal_refused`",
    "people.remove": "asks in `removal_refused`",
    "promises.changeable": "asked only which of the rows that are seen are the person's own",
    "promises.offered_by_notes": "asked only which of the rows that are seen are the person's own",
    "strays.find": "random names of files, and ids of documents that are seen",
    "undoing.redo": "a change, which asks",
    "undoing.redo_next": "tells how many rows a change of the person's wrote",
    "undoing.undo": "a change, which asks",
    "undoing.undo_back_to": "a change, which asks",
    "undoing.undo_next": "tells how many rows a change of the person's wrote",
    "unfinished.discard": "asks in `of`",
    "unfinished.hand_over": "asks in `of`",
}
"""Public deeds that reach past the limits and ask for no right themselves, and why they may."""


class Code:
    """The functions of the services and the store, and which calls which."""

    def __init__(self) -> None:
        self.functions: dict[tuple[str, str], ast.FunctionDef] = {}
        self.imported: dict[str, dict[str, tuple[str, str]]] = {}
        for path in sorted([*(CODE / "services").rglob("*.py"), *(CODE / "store").rglob("*.py")]):
            module, tree = ".".join(path.relative_to(CODE.parent).with_suffix("").parts), ast.parse(path.read_text())
            self.imported[module] = {
                each.asname or each.name: (node.module, each.name)
                for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
                for each in node.names
            }  # fmt: skip
            self.functions |= {(module, node.name): node for node in tree.body if isinstance(node, ast.FunctionDef)}

    def deeds(self) -> Iterator[tuple[str, str]]:
        for (module, name), node in self.functions.items():
            if ".services." in module and ".demo" not in module and not name.startswith("_"):
                yield from [(module, name)] if node.args.args and node.args.args[0].arg in {"desk", "reader"} else []

    def unasked(self, at: tuple[str, str], before: tuple[tuple[str, str], ...] = ()) -> bool:
        """Whether a way leads from a function to a statement past the limits on which nobody asks for a right."""
        calls = [node for node in ast.walk(self.functions[at]) if isinstance(node, ast.Call)]
        named = [(call.func.value, call.func.attr) for call in calls if isinstance(call.func, ast.Attribute)]
        if any(name in ASKS for _owner, name in named) or any(_called(call) in ASKS for call in calls):
            return False
        if any(name in LIFTS and ast.unparse(owner).split(".")[-1] in STORES for owner, name in named):
            return True
        if any(_called(call) == "Store" for call in calls):
            return True
        ways = {self._function(at[0], node) for node in ast.walk(self.functions[at])} - {None, at, *before}
        return any(self.unasked(way, (*before, at)) for way in sorted(filter(None, ways)))

    def _function(self, module: str, node: ast.AST) -> tuple[str, str] | None:
        if isinstance(node, ast.Name):
            found = (module, node.id) if (module, node.id) in self.functions else self.imported[module].get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = self.imported[module].get(node.value.id)
            found = (".".join(owner), node.attr) if owner else None
        else:
            return None
        return found if found in self.functions else None


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_every_deed_that_reaches_past_the_limits_asks_for_a_right_or_says_why_not() -> None:
    code = Code()
    assert len(list(code.deeds())) > 150
    found = {f"{module.rpartition('.')[2]}.{name}" for module, name in code.deeds() if code.unasked((module, name))}
    assert found == set(NOTHING_MORE)


def test_a_deed_that_asks_nobody_is_found() -> None:
    code = Code()
    node = code.functions["senco_desk.services.duplicates", "typed_about"]
    node.body = [each for each in node.body if "need" not in ast.unparse(each)]
    assert code.unasked(("senco_desk.services.duplicates", "typed_about"))
