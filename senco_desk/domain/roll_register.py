"""What a roll may change in a child's SEN status and needs.

A status found in a roll starts a history "as found on the roll of that day, start not known". One that a person has
recorded is never overwritten; the difference is told. Where the last status came from a roll and nobody has touched
it, the next roll's status follows it. Needs go the same way; a person's longer list that begins with the roll's needs
agrees with it, since rolls carry two needs as a rule and the desk keeps all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from senco_desk.domain.needs import (
    STATUS_WORDS,
    Need,
    NeedDraft,
    Status,
    StatusCode,
    StatusDraft,
    status_on,
    unended_needs,
)
from senco_desk.domain.roll import RollRow
from senco_desk.domain.roll_merge import OLDER, FieldChange, FieldDifference
from senco_desk.domain.status_history import corrected
from senco_desk.domain.terms import in_words


@dataclass
class SenMerged:
    """What a merge of status and needs came to: records to keep anew, records to change, and what to tell."""

    said: dict[str, str] = field(default_factory=dict)
    new_statuses: list[StatusDraft] = field(default_factory=list)
    changed_statuses: list[Status] = field(default_factory=list)
    new_needs: list[NeedDraft] = field(default_factory=list)
    changed_needs: list[Need] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    differences: list[FieldDifference] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """What one line says of SEN on a day; `older` if a newer roll has been read before."""

    row: RollRow
    day: date
    older: bool = False

    @property
    def start(self) -> date | None:
        """When the status began, where the line says so and it can be."""
        start = self.row.sen_start
        return start if start is not None and start <= self.day else None

    def status(self, pupil_id: str, code: StatusCode) -> StatusDraft:
        """The status as found."""
        known = "" if self.start else "; start not known"
        return StatusDraft(
            pupil_id=pupil_id,
            status=code,
            start=self.start,
            as_found_on=self.day,
            reason=f"As found on the roll of {in_words(self.day)}{known}",
            source="roll",
        )


def merge_sen(
    pupil_id: str, history: Sequence[Status], needs: Sequence[Need], found: Found, last: Mapping[str, str]
) -> SenMerged:
    """Merge what a line says of SEN into a child's history; `last` is what the last roll said, as kept."""
    merged = SenMerged()
    if found.row.sen_status:
        _merge_status(pupil_id, history, found, last, merged)
    if found.row.needs:
        _merge_needs(pupil_id, needs, found, last, merged)
    return merged


def needs_text(codes: Sequence[str]) -> str:
    """Ranked needs as a roll image keeps them: `SLCN, SEMH`."""
    return ", ".join(codes)


def _merge_status(
    pupil_id: str, history: Sequence[Status], found: Found, last: Mapping[str, str], merged: SenMerged
) -> None:
    said = found.row.sen_status
    assert said
    held = status_on(history, found.day)
    code: StatusCode = held.status if held else "N"
    if not found.older:
        merged.said["sen_status"] = said
        if found.start:
            merged.said["sen_start"] = found.start.isoformat()
    if not history:
        if said != "N":
            merged.new_statuses.append(found.status(pupil_id, said))
            merged.changes.append(FieldChange("sen_status", "", STATUS_WORDS[said]))
        return
    if _agrees(code, said):
        if held is not None and found.start and held.status == said:
            _merge_start(held, history, found, last, merged)
        return
    first = history[0]
    if len(history) == 1 and found.day < first.since and first.source == "roll" and first.status == said:
        # An earlier roll shows the same status: it was found sooner than was thought.
        if first.start is None:
            merged.changed_statuses.append(_restated(first, found, first.status))
            merged.changes.append(FieldChange("sen_status", f"found {first.since}", f"found {found.day}"))
        return
    newest = max(history, key=lambda entry: entry.since)
    follows = newest.source == "roll" and last.get("sen_status", code) == code and newest.since <= found.day
    if not follows or found.older:
        merged.differences.append(
            FieldDifference(
                "sen_status",
                STATUS_WORDS[code],
                STATUS_WORDS[said],
                OLDER if found.older and newest.source == "roll" else FieldDifference.why,
            )
        )
        return
    merged.changes.append(FieldChange("sen_status", STATUS_WORDS[code], STATUS_WORDS[said]))
    _follow(said, held, newest, found, merged)


def _agrees(code: StatusCode, said: StatusCode) -> bool:
    """Monitoring is the school's own stage: to a roll such a child is not on the register."""
    return code == said or (code == "monitoring" and said == "N")


def _follow(said: StatusCode, held: Status | None, newest: Status, found: Found, merged: SenMerged) -> None:
    """The roll's new status from the day it began, or else from the roll's day on."""
    if held is not None and held.since >= found.day:
        merged.changed_statuses.append(_restated(held, found, said))
        return
    new = found.status(newest.pupil_id, said)
    if new.start is not None and new.start <= newest.since:
        new = new.model_copy(update={"start": None})
    if held is not None:
        merged.changed_statuses.append(held.model_copy(update={"end": new.since - timedelta(days=1)}))
    merged.new_statuses.append(new)


def _restated(entry: Status, found: Found, code: StatusCode) -> Status:
    """A status that a roll found, as another roll finds it on the same day or earlier."""
    again = found.status(entry.pupil_id, code)
    return entry.model_copy(
        update={"status": code, "start": again.start, "as_found_on": found.day, "reason": again.reason}
    )


def _merge_start(
    held: Status, history: Sequence[Status], found: Found, last: Mapping[str, str], merged: SenMerged
) -> None:
    start = found.start
    assert start is not None
    if held.start == start:
        return
    earlier = [entry for entry in history if entry.id != held.id and entry.since <= held.since]
    fits = all(entry.since < start and (entry.end is None or entry.end < start) for entry in earlier)
    untouched = held.start is None or (last.get("sen_start") == held.start.isoformat() and not found.older)
    if held.source == "roll" and untouched and fits:
        reason = held.reason.removesuffix("; start not known")
        begun = held.model_copy(update={"start": start, "reason": reason})
        merged.changed_statuses += [begun, *corrected(begun, history).changed]
        merged.changes.append(FieldChange("sen_start", held.start.isoformat() if held.start else "", start.isoformat()))
    else:
        kept = held.start.isoformat() if held.start else "not known"
        merged.differences.append(FieldDifference("sen_start", kept, start.isoformat()))


def _merge_needs(
    pupil_id: str, needs: Sequence[Need], found: Found, last: Mapping[str, str], merged: SenMerged
) -> None:
    said = [code for code, _rank in sorted(found.row.needs, key=lambda pair: pair[1])]
    standing = unended_needs(needs, found.day)
    now = [need.code for need in standing]
    if not found.older:
        merged.said["needs"] = needs_text(said)
    if now[: len(said)] == said:
        return
    before, after = needs_text(now), needs_text(said)
    untouched = all(need.source == "roll" for need in standing) and last.get("needs", before) == before
    if now and (not untouched or found.older):
        why = OLDER if untouched else FieldDifference.why
        merged.differences.append(FieldDifference("needs", before, after, why))
        return
    merged.changes.append(FieldChange("needs", before, after))
    since = found.day if needs else None
    known = {need.code: need for need in standing}
    for need in standing:
        if need.code not in said:
            merged.changed_needs.append(need.model_copy(update={"until": found.day - timedelta(days=1)}))
    for rank, code in enumerate(said, start=1):
        if code not in known:
            merged.new_needs.append(NeedDraft(pupil_id=pupil_id, code=code, rank=rank, since=since, source="roll"))
        elif known[code].rank != rank:
            merged.changed_needs.append(known[code].model_copy(update={"rank": rank}))
