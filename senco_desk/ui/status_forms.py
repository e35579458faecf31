"""The forms of status, needs, strengths and diagnoses: each gives a draft or a record, and saves nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from senco_desk.domain.codes import SEN_TYPES
from senco_desk.domain.needs import (
    BROAD_AREAS,
    DIAGNOSIS_SOURCES,
    STATUS_WORDS,
    AreaNote,
    AreaNoteDraft,
    Diagnosis,
    DiagnosisDraft,
    Need,
    Status,
    StatusCode,
    StatusDraft,
)
from senco_desk.domain.records import Code, Line, Record, Text
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import ChoiceField, Field, LineField, TextField
from senco_desk.ui.form_building import changing_form, new_form
from senco_desk.ui.forms import Form
from senco_desk.ui.needs_field import NeedsField

_TITLES: dict[tuple[str, str], str] = {
    ("monitoring", "K"): "Put on the register",
    ("monitoring", "N"): "End monitoring",
}
"""What a change is called, from one status to another; others are plainly a change."""


class StatusEntry(StatusDraft):
    """A change of status as it is typed: with the needs from then on, primary first."""

    needs: tuple[Code, ...] = ()

    def draft(self) -> StatusDraft:
        """The status alone."""
        return StatusDraft.model_validate({name: value for name, value in dict(self).items() if name != "needs"})


class CarryOn(Record):
    """Monitoring that goes on, as it is typed."""

    pupil_id: str
    until: date | None = None
    why: Text = ""
    by: Line = ""


class NeedsEntry(Record):
    """The ranked needs from a day on, as they are typed."""

    pupil_id: str
    needs: tuple[Code, ...] = ()
    since: date | None = None


def status_form(
    pupil_id: str,
    today: date,
    now: Status | None,
    needs: Sequence[str],
    *,
    decided_by: str = "",
    wanted: StatusCode | None = None,
) -> Form[StatusEntry]:
    """A change of status; filled with the needs that stand now. `wanted` is the status it proposes."""
    fields: dict[str, Field] = {
        "status": ChoiceField("New &status", [(code, words) for code, words in STATUS_WORDS.items()]),
        "start": DateField("&From", today),
        "needs": NeedsField("&Needs from then on, the main one first"),
        "reason": TextField("&Reason", "What led to this decision, in a few words."),
        "decided_by": LineField("&Decided by"),
        "parents_told_on": DateField("&Parents told on", today, "Parents must be told when provision is made."),
    }
    form = Form(
        StatusEntry, fields, title=_TITLES.get((now.status if now else "", wanted or ""), "Change status"),
        submit="&Change status",
        fixed={"pupil_id": pupil_id, "source": "person"},
    )  # fmt: skip
    nexts = {"N": "K", "monitoring": "K", "K": "E", "E": "K"}
    form.fill(
        {
            "status": wanted or (nexts[now.status] if now else "K"),
            "start": today,
            "needs": tuple(needs),
            "reason": "",
            "decided_by": decided_by,
            "parents_told_on": None,
        }
    )
    return form


def past_status_form(status: Status, today: date) -> Form[Any]:
    """A stretch of the status history: its days, its reason and who decided; the status itself stays."""
    fields: dict[str, Field] = {
        "start": DateField("&From", today, "Leave it empty while it is not known."),
        "end": DateField("&To", today, "Leave it empty while it lasts."),
        "reason": TextField("&Reason"),
        "decided_by": LineField("&Decided by"),
        "parents_told_on": DateField("&Parents told on", today),
    }
    if status.status == "monitoring":
        fields["decide_on"] = DateField("Decide &by", today, "Empty: a term after it began.")
    return changing_form(Status, status, fields, status.words)


def carry_on_form(status: Status, today: date, *, decided_by: str = "") -> Form[CarryOn]:
    """Monitoring goes on until a day, with the reason; a half-term from today is proposed."""
    fields: dict[str, Field] = {
        "until": DateField("Carry on &until", today, "On that day you are reminded to decide again."),
        "why": TextField("&Reason", "What you want to see by then, or why it is too early to decide."),
        "by": LineField("&Decided by"),
    }
    form: Form[CarryOn] = Form(
        CarryOn, fields, title="Carry on monitoring", submit="Carr&y on", fixed={"pupil_id": status.pupil_id}
    )
    form.fill({"until": today + timedelta(weeks=7), "why": "", "by": decided_by})
    return form


def needs_form(pupil_id: str, today: date, needs: Sequence[str]) -> Form[NeedsEntry]:
    """The ranked needs from a day on."""
    fields: dict[str, Field] = {
        "needs": NeedsField("&Needs, the main one first", "Needs come from what you see; no diagnosis is asked for."),
        "since": DateField("&From", today, "What is left out ends the day before, and stays in the history."),
    }
    form: Form[NeedsEntry] = Form(
        NeedsEntry, fields, title="Change needs", submit="&Save", fixed={"pupil_id": pupil_id}
    )
    form.fill({"needs": tuple(needs), "since": today})
    return form


def need_form(need: Need, today: date) -> Form[Any]:
    """One need: its days and a note; standing or past."""
    fields: dict[str, Field] = {
        "code": ChoiceField("&Type of need", [(code.code, code.words) for code in SEN_TYPES.codes if not code.legacy]),
        "note": TextField("&Note", "What it looks like for this child.", lines=3),
        "since": DateField("&Since", today, "Leave it empty while it is not known."),
        "until": DateField("&Until", today, "Leave it empty while it stands."),
    }
    return changing_form(Need, need, fields, "Edit need")


def diagnosis_form(
    pupil_id: str, today: date, papers: Sequence[tuple[str, str]], diagnosis: Diagnosis | None = None
) -> Form[DiagnosisDraft]:
    """A diagnosis and where it is known from. `papers` are id and title of the child's documents."""
    fields: dict[str, Field] = {
        "what": LineField("&What was diagnosed", "Support, a plan or a request never waits for a diagnosis."),
        "made_by": LineField("Made &by", "The person or service, such as a paediatrician."),
        "on": DateField("&Day", today, "Leave it empty while it is not known."),
        "source": ChoiceField("&How the school knows", list(DIAGNOSIS_SOURCES.items())),
        "document_id": ChoiceField("The pa&per, among the documents", papers, none="None attached"),
        "note": TextField("&Anything else", lines=2),
    }
    if diagnosis is not None:
        return changing_form(Diagnosis, diagnosis, fields, "Edit diagnosis")
    filled = {"source": "", "document_id": None}
    return new_form(DiagnosisDraft, fields, "Add diagnosis", {"pupil_id": pupil_id}, filled)


def area_form(pupil_id: str, today: date, area: str, note: AreaNote | None = None) -> Form[AreaNoteDraft]:
    """Strengths and difficulties in one of the four broad areas."""
    fields: dict[str, Field] = {
        "area": ChoiceField("&Area", [(code, words) for code, words in BROAD_AREAS.items()]),
        "strengths": TextField("&Strengths", lines=4),
        "difficulties": TextField("What is &hard", lines=4),
        "on": DateField("As seen &on", today),
    }
    if note is not None:
        return changing_form(AreaNote, note, fields, "Edit strengths and difficulties")
    fixed = {"pupil_id": pupil_id}
    return new_form(AreaNoteDraft, fields, "Strengths and difficulties", fixed, {"area": area, "on": today})
