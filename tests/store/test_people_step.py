"""A desk from before there were people is brought up: its one passphrase becomes its first person's."""

from __future__ import annotations

from pathlib import Path

import pytest

from senco_desk.store import connection, drafts, migrations, opening, vault
from senco_desk.store.nouns import PEOPLE, TABLES
from tests.builders import CHEAP, PASSPHRASE, Clock

_ROW = (
    "insert into typed_words values"
    """ ('note', 'p', 'Note', '[]', '{"text": "half a word"}', '2026-11-20T09:00:00+00:00', 1)"""
)


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize("by_code", [False, True])
def test_the_first_person_gets_the_passphrase_and_keeps_what_was_typed(
    tmp_path: Path, steps: int, by_code: bool
) -> None:
    folder = tmp_path / "school.sencodesk"
    keys, code = vault.create(folder, PASSPHRASE, CHEAP, floor=CHEAP)
    db = connection.connect(folder / opening.RECORDS, keys, create=True)
    for number, sql in enumerate(migrations.STEPS[:steps], start=1):
        for statement in filter(str.strip, sql.split(";\n")):
            db.execute(statement)
        db.execute(f"pragma user_version = {number}")
    db.execute("insert into person (id, name, role) values ('one', 'Ms Price', 'senco')")
    db.execute("insert into desk_state values ('generation', '0')")
    if steps == 2:
        db.execute(_ROW)
    connection.close(db)
    looked = opening.open_desk(folder, keys, clock=Clock(), read_only=True)
    assert looked.person == "one"
    looked.close()
    opened = opening.unlock(folder, code if by_code else PASSPHRASE, floor=CHEAP)
    store = opening.open_desk(folder, opened, clock=Clock())
    (person,) = PEOPLE.all(store)
    assert (person.slot_id, person.since, person.removed_on) == (keys.slot_id, None, None)
    assert store.person == person.id
    assert [words.typed for words in drafts.all_kept(store)] == ([{"text": "half a word"}] if steps == 2 else [])
    assert all(not TABLES[name].all(store) for name in ("assignment", "pupil"))
    store.close()
    again = opening.unlock(folder, PASSPHRASE, floor=CHEAP)
    opening.open_desk(folder, again, clock=Clock()).close()
