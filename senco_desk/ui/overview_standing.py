"""The cards of a child's overview about status, needs and diagnoses, and the nudge that asks for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.needs import BROAD_AREAS, DIAGNOSIS_SOURCES, Diagnosis, Need, Status, areas_of, decide_by
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.status_history import Gap, Stretch, in_order, standing_since
from senco_desk.domain.terms import in_words
from senco_desk.ui.cards import Card, FactRow, button, label
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import mark
from senco_desk.ui.overview_cards import Ask, HeadCard, ListCard, wrapped_mark
from senco_desk.ui.record_list import Item, RecordList
from senco_desk.ui.register_table import day_words, need_words
from senco_desk.ui.theme import unit


class NudgeCard(Card):
    """Monitoring has lasted a term, or as long as was agreed: three ways on, each a decision that is kept."""

    def __init__(self, ask: Ask) -> None:
        super().__init__("Monitoring: time to decide", tone="due")
        self.words = label("", wrap=True)
        self.add(self.words)
        row = QWidget()
        flow = Flow(row, gap=1)
        self.put_on = button("Put on the regi&ster…", lambda: ask("put_on", ""), needs="change")
        self.carry_on = button("Carry on monitoring…", lambda: ask("carry_on", ""), needs="change")
        self.end = button("End monitoring…", lambda: ask("end_monitoring", ""), needs="change")
        for made in (self.put_on, self.carry_on, self.end):
            flow.addWidget(made)
        self.add(row)

    def show_record(self, record: PupilRecord, today: date) -> None:
        """Shows a child; the card is there only while a decision is due."""
        status = record.status(today)
        due = decide_by(status) if status is not None else None
        monitored = status is not None and status.status == "monitoring" and not _left(record, today)
        self.setVisible(monitored and (due is None or due <= today))
        if status is None or not monitored:
            return
        since = standing_since(record.statuses, status)
        begun = f"Monitored since {in_words(since)}" if since else "Monitored; since when is not known"
        asked = f", and to be decided by {in_words(due)}" if due else ""
        self.words.setText(f"{begun}{asked}. Help can begin at once, whatever is decided.")


class StandingCard(HeadCard):
    """Status and ranked needs, and how they came about: every stretch, and every gap between two."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(
            "Status and needs",
            button("Change stat&us…", lambda: ask("status", ""), kind="link", needs="change"),
            button("Change needs…", lambda: ask("needs", ""), kind="link", needs="change"),
        )
        self._ask = ask
        self.status = FactRow("Status")
        self.add(self.status)
        self.needs_title = label("Needs, the main one first", tone="muted")
        self.add(self.needs_title)
        self.needs = RecordList("No need is written down yet.")
        self.add(self.needs)
        self.areas = label("", "small", wrap=True)
        self.add(self.areas)
        self.history_title = label("Status history", tone="muted")
        self.add(self.history_title)
        self.history = StatusLines(ask)
        self.add(self.history)
        self.past_title = label("Earlier needs", tone="muted")
        self.add(self.past_title)
        self.past = RecordList("")
        self.add(self.past)
        for listed in (self.needs, self.past):
            listed.edited.connect(lambda record_id: ask("need", record_id))
            listed.removed.connect(lambda record_id: ask("remove need", record_id))

    def show_record(self, record: PupilRecord, today: date) -> None:
        """Shows a child."""
        status = record.status(today)
        self.status.show_words(status_line(status, record, today))
        standing = record.needs_on(today)
        self.needs.show_items([_need_item(need, f"{at}  ") for at, need in enumerate(standing, start=1)])
        areas = [BROAD_AREAS[area] for area in areas_of(need.code for need in standing)]
        self.areas.setText(f"Broad area{'' if len(areas) == 1 else 's'}: {', '.join(areas)}")
        self.areas.setVisible(bool(areas))
        self.history.show_history(record.statuses, today)
        self.history_title.setVisible(bool(record.statuses))
        past = [need for need in record.needs if need not in standing]
        self.past.show_items([_need_item(need) for need in past])
        for part in (self.past_title, self.past):
            part.setVisible(bool(past))


class StatusLines(QWidget):
    """The history of a child's status, newest first; a stretch is edited or removed, a gap is said in words."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._ask = ask
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(unit(0.5))
        self._shown: list[Stretch | Gap] = []

    def show_history(self, history: Sequence[Status], today: date) -> None:
        """Shows another history."""
        told = in_order(history, today)
        if told == self._shown:
            return
        self._shown = told
        while (entry := self._column.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for each in told:
            if isinstance(each, Gap):
                self._column.addWidget(wrapped_mark(mark("due", each.words, meaning="gap")))
                continue
            listed = RecordList("")
            listed.edited.connect(lambda record_id: self._ask("status", record_id))
            listed.removed.connect(lambda record_id: self._ask("remove status", record_id))
            self._column.addWidget(listed)
            listed.show_items([_status_item(each)])
            if each.remark:
                self._column.addWidget(wrapped_mark(mark("due", each.remark, meaning="to correct")))


class DiagnosesCard(ListCard):
    """Diagnoses with who made them, when, and where the school knows it from."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(
            "Diagnoses", "none on record, and none needed",
            button("Add diagnosis", lambda: ask("diagnosis", ""), kind="link", needs="change"),
        )  # fmt: skip
        self.edited.connect(lambda record_id: ask("diagnosis", record_id))
        self.removed.connect(lambda record_id: ask("remove diagnosis", record_id))

    def show_record(self, record: PupilRecord) -> None:
        """Shows a child."""
        papers = {paper.id: paper.title for paper in record.documents}
        self.show_items([_diagnosis_item(each, papers) for each in record.diagnoses])


def status_line(status: Status | None, record: PupilRecord, today: date) -> str:
    """The status in a sentence, with since when it has held without a break."""
    left = record.pupil.leaving_date
    gone = f". Left on {in_words(left)}" if left and left <= today else ""
    if status is None or status.status == "N":
        return f"Not on the register{gone}"
    since = standing_since(record.statuses, status)
    if since is None:
        found = f", as found on the roll of {day_words(status.as_found_on)}" if status.as_found_on else ""
        return f"{status.words}{found}; the start is not known{gone}"
    return f"{status.words} since {in_words(since)}{gone}"


def _left(record: PupilRecord, today: date) -> bool:
    return record.pupil.leaving_date is not None and record.pupil.leaving_date <= today


def _need_item(need: Need, rank: str = "") -> Item:
    days = [f"since {day_words(need.since)}" if need.since else "", f"to {day_words(need.until)}" if need.until else ""]
    return Item(need.id, f"{rank}{need_words(need.code)}", need.note, " ".join(part for part in days if part))


def _status_item(stretch: Stretch) -> Item:
    status = stretch.status
    told = f"Parents told {day_words(status.parents_told_on)}." if status.parents_told_on else ""
    by = f"Decided by {status.decided_by}." if status.decided_by else ""
    detail = " ".join(part for part in (status.reason, by, told) if part)
    return Item(status.id, status.words, f"{stretch.days}\n{detail}" if detail else stretch.days, "now" * stretch.now)


def _diagnosis_item(each: Diagnosis, papers: dict[str, str]) -> Item:
    paper = papers.get(each.document_id or "", "")
    source = DIAGNOSIS_SOURCES[each.source]
    known = f"Known from: {source[:1].lower()}{source[1:]}" if each.source else "Where it is known from is not noted"
    parts = (f"Made by {each.made_by}" if each.made_by else "", known, f"“{paper}”" if paper else "")
    line = " · ".join(part for part in parts if part)
    detail = "\n".join(part for part in (line, each.note) if part)
    return Item(each.id, each.what, detail, day_words(each.on) if each.on else "day not known")
