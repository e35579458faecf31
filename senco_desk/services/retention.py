"""Which children have left, until when their records are kept, and what a person decides about each.

Nothing is ever erased by itself: `due` is a list for a person to go through once a year.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from senco_desk.domain.needs import Status
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.pupil_records import by_pupil
from senco_desk.domain.retention import (
    FURTHER_YEARS,
    Basis,
    Leaver,
    Retention,
    RetentionDraft,
    RetentionPolicy,
    RetentionRule,
    RuleDraft,
    leaver_of,
    problems_of_retention,
    problems_of_rule,
    years_after,
)
from senco_desk.domain.school import SettingDraft
from senco_desk.services.desk import Desk, Done, done
from senco_desk.services.resources import resource
from senco_desk.store import nouns
from senco_desk.store.gateway import Change

_RULE = "retention.rule."
_LOOKED = "retention.looked"
_LEFT = "leaving_date <= ?"  # the leaving date is the first day away
_YEARLY = 1
"""How many years pass before the list is asked for again."""


@dataclass(frozen=True)
class Reminder:
    """What Today says of leavers: how many are to be looked at, and since when; none while the year is not over."""

    count: int
    since: date


def shipped() -> RetentionPolicy:
    """The policy that comes with the program, before a school has set its own."""
    return RetentionPolicy.model_validate_json(resource("retention/policy.json").read_text(encoding="utf-8"))


def policy(desk: Desk) -> RetentionPolicy:
    """The policy of this school: the shipped rules, and in their place those it has set itself."""
    own = {setting.key: setting.value for setting in nouns.SETTINGS.all(desk.store) if setting.key.startswith(_RULE)}
    return RetentionPolicy(rules=tuple(_own(rule, own.get(_RULE + rule.id)) for rule in shipped().rules))


def set_rule(desk: Desk, basis: Basis, draft: RuleDraft) -> Done[RetentionRule]:
    """Keep this school's own number of years for one kind of file; refused without a word on who decided it."""
    desk.need("settings")
    problems = problems_of_rule(draft)
    if problems:
        raise RefusedError(problems)
    with desk.store.change("Change how long records are kept") as change:
        _put(desk, change, _RULE + basis, draft.model_dump(mode="json"))
    return done(policy(desk).rule(basis), change)


def reset_rule(desk: Desk, basis: Basis) -> Done[RetentionRule]:
    """Go back to the number that comes with the program."""
    desk.need("settings")
    with desk.store.change("Use the usual time that records are kept") as change:
        for kept in nouns.SETTINGS.of(desk.store, key=_RULE + basis):
            change.remove(nouns.SETTINGS, kept.id)
    return done(policy(desk).rule(basis), change)


def leavers(desk: Desk) -> list[Leaver]:
    """Every child who has left, those to be looked at first, then by the day until which they are kept."""
    order = {"due": 0, "held": 1, "undated": 2, "later": 3}
    found = list(_leavers(desk))
    return sorted(found, key=lambda one: (order[one.state], one.until or date.max, one.pupil.sort_name))


def due(desk: Desk) -> list[Leaver]:
    """The review queue: those whose day has come and who are not held."""
    return [leaver for leaver in leavers(desk) if leaver.state == "due"]


def of_pupil(desk: Desk, pupil_id: str) -> Leaver:
    """How long one child's record is kept, also while the child is on roll."""
    pupil = nouns.PUPILS.get(desk.store, pupil_id)
    statuses = nouns.STATUSES.of(desk.store, pupil_id=pupil_id)
    return leaver_of(pupil, statuses, decision_of(desk, pupil_id), policy(desk), desk.today)


def decision_of(desk: Desk, pupil_id: str) -> Retention | None:
    """What a person has decided about this child's record, if anything."""
    return next(iter(nouns.RETENTIONS.of(desk.store, pupil_id=pupil_id)), None)


def decide(desk: Desk, draft: RetentionDraft, *, label: str = "Decide how long a record is kept") -> Done[Retention]:
    """Keep a decision in place of the one before; refused with everything that is missing from it."""
    desk.need("erase")
    problems = problems_of_retention(draft, today=desk.today)
    if problems:
        raise RefusedError(problems)
    before = decision_of(desk, draft.pupil_id)
    fields = {name: getattr(draft, name) for name in RetentionDraft.model_fields}
    with desk.store.change(label) as change:
        if before is None:
            kept = change.add(nouns.RETENTIONS, RetentionDraft(**fields))
        else:
            kept = change.save(nouns.RETENTIONS, Retention(id=before.id, **fields))
    return done(kept, change)


def keep_longer(desk: Desk, pupil_id: str, years: int, reason: str) -> Done[Retention]:
    """Keep a record so many more years, from today on; a hold on it stays as it is."""
    if not 1 <= years <= FURTHER_YEARS:
        raise RefusedError([Problem(field="years", sentence=f"Choose between 1 and {FURTHER_YEARS} more years.")])
    before = decision_of(desk, pupil_id)
    draft = RetentionDraft(
        pupil_id=pupil_id,
        keep_until=years_after(desk.today, years),
        reason=reason,
        hold=before.hold if before else False,
        hold_reason=before.hold_reason if before else "",
        decided_on=desk.today,
    )
    return decide(desk, draft, label="Keep a record longer")


def looked(desk: Desk) -> date | None:
    """The day on which the list was last gone through; None before the first time."""
    kept = nouns.SETTINGS.of(desk.store, key=_LOOKED)
    return date.fromisoformat(json.loads(kept[0].value)) if kept else None


def note_looked(desk: Desk) -> Done[None]:
    """Note that the list was gone through today; Today asks again in a year."""
    desk.need("erase")
    with desk.store.change("Note that leavers were looked at") as change:
        _put(desk, change, _LOOKED, desk.today.isoformat())
    return done(None, change)


def reminder(desk: Desk) -> Reminder | None:
    """What Today says once a year: how many leavers wait, and since when; None where there is nothing to say."""
    if not desk.may("erase"):
        return None
    last = looked(desk)
    if last is not None and desk.today < years_after(last, _YEARLY):
        return None
    days = [leaver.until for leaver in _leavers(desk) if leaver.state == "due" and leaver.until]
    return Reminder(len(days), min(days)) if days else None


def basis_in_words(desk: Desk, leaver: Leaver) -> str:
    """Why a record is kept until its day, in one line: the rule and how sure it is, or a person's decision."""
    if leaver.decision and leaver.decision.keep_until:
        return f"Kept until {leaver.decision.keep_until:%d/%m/%Y} by decision of {leaver.decision.decided_on:%d/%m/%Y}"
    rule = policy(desk).rule(leaver.basis)
    return f"{rule.title}: {rule.years} years from the date of birth"


def _leavers(desk: Desk) -> Iterator[Leaver]:
    """Those who have left alone are read, so that Today costs no more for asking."""
    today, rules, store = desk.today, policy(desk), desk.store
    left = nouns.PUPILS.where(store, _LEFT, [today.isoformat()])
    if not left:
        return
    theirs = nouns.STATUSES.where(
        store,
        f"pupil_id in (select id from pupil where {_LEFT})",  # noqa: S608  our own words
        [today.isoformat()],
    )
    statuses: dict[str, list[Status]] = {pupil_id: list(each) for pupil_id, each in by_pupil(theirs).items()}
    decisions = {decision.pupil_id: decision for decision in nouns.RETENTIONS.all(desk.store)}
    for pupil in left:
        yield leaver_of(pupil, statuses.get(pupil.id, ()), decisions.get(pupil.id), rules, today)


def _own(rule: RetentionRule, kept: str | None) -> RetentionRule:
    if kept is None:
        return rule
    own = RuleDraft.model_validate_json(kept)
    return rule.model_copy(update={"years": own.years, "source": own.source, "confidence": "school", "advice": ""})


def _put(desk: Desk, change: Change, key: str, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    kept = nouns.SETTINGS.of(desk.store, key=key)
    if kept:
        change.save(nouns.SETTINGS, kept[0].model_copy(update={"value": text}))
    else:
        change.add(nouns.SETTINGS, SettingDraft(key=key, value=text))
