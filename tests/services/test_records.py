"""Any single record: what its own rule refuses, and a deed that changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from senco_desk.domain.cycles import CycleDraft
from senco_desk.domain.involvement import InvolvementDraft
from senco_desk.domain.papers import Note
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.provision import RateDraft
from senco_desk.services import attachments, cycles, records, undoing
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.conflicts import InTheWayError
from senco_desk.store.connection import IntegrityError
from tests.builders import TODAY, a_cycle, a_provision, a_pupil, a_status, everything


def test_keeping_what_is_there_already_offers_nothing_to_undo(desk: Desk) -> None:
    pupil = a_pupil(desk)
    cycle = a_cycle(desk, pupil)
    before = undoing.undo_label(desk)
    assert cycles.save(desk, cycle).changes is None
    assert records.save(desk, pupil).changes is None
    assert undoing.undo_label(desk) == before


def test_two_rates_for_one_role_and_day_are_refused(desk: Desk) -> None:
    kept = records.add(desk, RateDraft(role="TA", pence=1720, valid_from=TODAY)).value
    with pytest.raises(RefusedError) as refused:
        records.add(desk, RateDraft(role="ta", pence=1800, valid_from=TODAY))
    assert [problem.field for problem in refused.value.problems] == ["valid_from"]
    assert records.save(desk, kept.model_copy(update={"pence": 1800})).value.pence == 1800
    records.add(desk, RateDraft(role="TA", pence=1900, valid_from=TODAY + timedelta(days=1)))


def test_pay_and_on_costs_that_do_not_make_the_rate_are_refused(desk: Desk) -> None:
    with pytest.raises(RefusedError, match=r"£17\.50"):
        records.add(desk, RateDraft(role="TA", pence=1720, valid_from=TODAY, gross_pence=1400, on_cost_percent=25))


def test_a_stretch_of_the_history_keeps_a_first_day_and_an_end_after_it(desk: Desk) -> None:
    a_status(desk, a_pupil(desk))
    (status,) = nouns.STATUSES.all(desk.store)
    for field, wrong in (("end", {"end": status.since - timedelta(days=1)}), ("start", {"start": None})):
        with pytest.raises(RefusedError) as refused:
            records.save(desk, status.model_copy(update=wrong))
        assert [problem.field for problem in refused.value.problems] == [field]


def test_a_provision_of_another_century_is_refused(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="too far away"):
        a_provision(desk, a_pupil(desk), start=date(1926, 9, 1), end=date(1927, 7, 20))


def test_a_document_that_advice_names_stays_until_the_advice_names_another(desk: Desk) -> None:
    child = a_pupil(desk)
    report = attachments.attach(desk, child.id, b"report", filename="report.txt").value
    advice = records.add(desk, InvolvementDraft(pupil_id=child.id, profession="EP", document_id=report.id)).value
    before = everything(desk)
    with pytest.raises(RefusedError, match="document cannot be removed while a professional involvement names it"):
        records.remove(desk, report)
    assert everything(desk) == before
    records.save(desk, advice.model_copy(update={"document_id": None}))
    records.remove(desk, report)
    assert nouns.DOCUMENTS.find(desk.store, report.id) is None


def test_what_goes_together_with_what_named_it_does_not_stand_in_the_way(desk: Desk) -> None:
    child = a_pupil(desk)
    report = attachments.attach(desk, child.id, b"report", filename="report.txt").value
    advice = records.add(desk, InvolvementDraft(pupil_id=child.id, profession="EP", document_id=report.id)).value
    with desk.store.change("Remove both") as change:
        change.remove(nouns.DOCUMENTS, report.id)
        change.remove(nouns.INVOLVEMENTS, advice.id)
    other = a_cycle(desk, child)
    with pytest.raises(InTheWayError, match="another cycle"), desk.store.change("Add cycle") as change:
        change.add(nouns.CYCLES, CycleDraft(pupil_id=child.id, number=other.number, opened_on=TODAY))


def test_a_fault_of_the_program_s_own_is_not_told_as_a_refusal(desk: Desk) -> None:
    child = a_pupil(desk)
    note = nouns.NOTES.encode(Note(id="n", pupil_id=child.id, on=TODAY, text="x"))
    with pytest.raises(IntegrityError), desk.store.change("Add note"):
        desk.store.insert("note", [note | {"text": None}])


def test_a_corrected_start_moves_the_end_before_it(desk):
    amelia = a_pupil(desk)
    a_status(desk, amelia)
    a_status(desk, amelia, "E", start=TODAY)
    support, plan = nouns.STATUSES.all(desk.store)
    records.save(desk, plan.model_copy(update={"start": TODAY - timedelta(days=10)}))
    assert nouns.STATUSES.get(desk.store, support.id).end == TODAY - timedelta(days=11)
    for field, wrong in (
        ("start", {"start": support.since - timedelta(days=1)}),
        ("end", {"end": TODAY + timedelta(days=1)}),
    ):
        with pytest.raises(RefusedError) as refused:
            records.save(desk, plan.model_copy(update=wrong))
        assert [problem.field for problem in refused.value.problems] == [field]


def test_a_status_taken_out_leaves_the_child_on_the_register(desk):
    amelia = a_pupil(desk)
    a_status(desk, amelia)
    a_status(desk, amelia, "N", start=TODAY)
    before = nouns.STATUSES.all(desk.store)
    records.remove(desk, before[1])
    assert [(one.status, one.end) for one in nouns.STATUSES.all(desk.store)] == [("K", None)]
    undoing.undo(desk)
    assert nouns.STATUSES.all(desk.store) == before
