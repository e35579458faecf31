"""The demo school hangs together: same seed same records, valid numbers, no future, one near and one over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from senco_desk.domain import upn
from senco_desk.domain.chronology import chronology
from senco_desk.domain.provision import problems_of
from senco_desk.services import costs, desks, provision, pupils, register, schools
from senco_desk.services.demo import making
from senco_desk.services.desk import Desk
from senco_desk.store.nouns import TABLES
from tests.builders import CHEAP, TODAY, Clock


def made(folder: Path, count: int, *, seed: int = 1, today: date = TODAY) -> Desk:
    desk, _code = desks.create(
        folder / "demo.sencodesk",
        making.PASSPHRASE,
        making._school(),
        day=lambda: today,
        clock=Clock(),
        kdf=CHEAP,
        floor=CHEAP,
    )
    making.fill(desk, count, seed)
    return desk


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = made(tmp_path_factory.mktemp("demo"), 210)
    yield desk
    desk.close()


def without_ids(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """Every row without the ids that are new each time, nor the file names that hang on the desk's key."""
    hidden = {"id", "blob", "absent", "version_of"}
    return {
        name: sorted(
            tuple(str(value) for key, value in row.items() if key not in hidden and not key.endswith("_id"))
            for row in desk.store.query(f'select * from "{name}"')
        )
        for name in TABLES
    }


def test_the_same_number_seed_and_day_give_the_same_records(tmp_path: Path) -> None:
    desks_made = [made(tmp_path / str(number), 40, seed=seed) for number, seed in enumerate((3, 3, 4))]
    first, second, other = [without_ids(desk) for desk in desks_made]
    for desk in desks_made:
        desk.close()
    assert first == second
    assert first != other


def test_every_pupil_has_a_valid_number_of_their_own(demo: Desk) -> None:
    found = [pupil.upn for pupil in pupils.all_pupils(demo)]
    assert len(found) == len(set(found)) == 210
    assert all(upn.check(each).valid for each in found)


def test_the_register_looks_like_a_school(demo: Desk) -> None:
    counts = register.as_at(demo).counts
    assert 20 <= counts["K"] <= 45
    assert 4 <= counts["E"] <= 16
    assert 3 <= counts["monitoring"] <= 16
    assert sum(counts.values()) == 210


def test_one_is_near_the_threshold_and_one_over_it(demo: Desk) -> None:
    rich = {
        pupil.forename: pupil for pupil in pupils.all_pupils(demo) if pupil.name in ("Amelia O’Neill", "Yusuf Khan")
    }
    near = costs.for_pupil(demo, rich["Amelia"].id).spend
    over = costs.for_pupil(demo, rich["Yusuf"].id).spend
    assert near.threshold.amount_pence * 0.85 < near.counted_pence < near.threshold.amount_pence
    assert over.counted_pence > over.threshold.amount_pence
    assert over.crossing_date is not None


def test_three_records_are_rich(demo: Desk) -> None:
    for name in ("Amelia O’Neill", "Yusuf Khan", "Zoë Kowalski"):
        record = pupils.record_of(demo, next(p.id for p in pupils.all_pupils(demo) if p.name == name))
        assert len(record.cycles) == 3
        assert len(record.documents) >= 3
        assert {document.media_type for document in record.documents} >= {"application/pdf", "image/png", "image/jpeg"}
        assert [document.title for document in record.documents if document.problem] == ["E-mail about the taxi"]
        assert {document.about for document in record.documents} >= {"this", "unclear"}
        assert len([document for document in record.documents if document.version_of]) == 1
        assert any(involvement.acted_on for involvement in record.involvements)
        assert any(not involvement.reported_on for involvement in record.involvements)
        assert len(record.lines) >= 3
        assert any(line.sessions for line in record.lines)


def test_nothing_has_happened_in_the_future_or_against_its_own_order(demo: Desk) -> None:
    for pupil in pupils.all_pupils(demo):
        record = pupils.record_of(demo, pupil.id)
        assert all(event.on <= TODAY for event in chronology(record) if event.kind != "cycle" and event.done), pupil.id
        for earlier, later in zip(record.cycles, record.cycles[1:], strict=False):
            assert earlier.stage == "closed"
            assert earlier.closed_on is not None
            assert earlier.closed_on <= later.opened_on + timedelta(days=10)
        for cycle in record.cycles:
            assert cycle.review_due is not None
            assert bool(record.reviews_of(cycle)) == (cycle.stage == "closed")
            assert record.outcomes_of(cycle)
            for outcome in record.outcomes_of(cycle):
                most = re.search(r"(?:of|in) (\d+)", outcome.measure)
                values = [outcome.baseline_value, outcome.target_value, outcome.result_value]
                assert all(value is None or not most or value <= int(most[1]) for value in values)
                assert outcome.baseline_value < outcome.target_value


def test_every_line_obeys_the_rules_that_people_are_held_to(demo: Desk) -> None:
    rates = schools.rate_book(demo)
    for group in provision.all_groups(demo):
        line = group.provision
        assert not problems_of(line, rate_at_start=rates.rate_on(line, line.start))
        assert len(group.places) <= line.group_size


def test_the_whole_desk_is_sound(demo: Desk) -> None:
    assert desks.verify(demo).ok


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_a_very_small_school_can_be_made_too(tmp_path: Path, count: int) -> None:
    desk = made(tmp_path, count)
    assert len(pupils.all_pupils(desk)) == count
    desk.close()


def test_making_it_again_replaces_only_the_demo(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me")
    for _ in range(2):
        result = making.make(tmp_path, pupils_wanted=12, day=lambda: TODAY, clock=Clock(), kdf=CHEAP, floor=CHEAP)
    assert (tmp_path / "mine.txt").read_text() == "keep me"
    assert result.register.stat().st_size > 5_000
    assert result.pack.stat().st_size > 20_000
