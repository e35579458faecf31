"""What support costs, beside the threshold: for one child, or for everybody on the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from senco_desk.domain.accrual import CostedLine, CostYear
from senco_desk.domain.costs import (
    LineCost,
    PupilSpend,
    SpendCurve,
    SpendTotals,
    line_cost,
    pupil_spend,
    spend_curve,
    spend_totals,
)
from senco_desk.domain.provision import Provision, ProvisionDraft, ProvisionPupil, Session
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import AcademicYear
from senco_desk.domain.thresholds import AuthorityProfile, Threshold, distance_sentence
from senco_desk.services import newcomers, pupils, schools
from senco_desk.services.desk import Desk
from senco_desk.services.newcomers import StaffWithRate
from senco_desk.store import nouns


@dataclass(frozen=True)
class Spend:
    """One child's spending with its curve, the profile it is set beside, and the sentences that say it."""

    pupil: Pupil
    profile: AuthorityProfile
    spend: PupilSpend
    curve: SpendCurve
    sentences: tuple[str, ...]


def for_pupil(
    desk: Desk, pupil_id: str, *, year: AcademicYear | None = None, as_at: date | None = None, authority: str = ""
) -> Spend:
    """What one child's support costs in an academic year (the present one), as at a day (today).

    The sessions in it are right for everybody. Somebody who may not see rates gets no money in it, as if each hour
    were free: whoever shows it asks `desk.may("rates")` first.
    """
    pupil = pupils.get(desk, pupil_id)
    profile = schools.profile(desk, authority) if authority else schools.profile_for(desk, pupil)
    shared = _shared(desk, profile, year, as_at)
    lines = [CostedLine(line.provision, line.place, line.sessions) for line in pupils.lines_of(desk.store, pupil_id)]
    lines = [line for line in lines if _touches(line, shared)]
    spend = pupil_spend(pupil_id, lines, profile.threshold, shared)
    return Spend(pupil, profile, spend, spend_curve(lines, profile.threshold, shared), sentences_of(spend))


def for_all(
    desk: Desk, pupil_ids: Iterable[str], *, year: AcademicYear | None = None, as_at: date | None = None
) -> dict[str, PupilSpend]:
    """What support costs for many children at once, by pupil id, with every line."""
    desk.need("rates")
    return {
        pupil_id: pupil_spend(pupil_id, lines, threshold, shared)
        for pupil_id, lines, threshold, shared in _of_all(desk, pupil_ids, year, as_at)
    }


def totals_for_all(desk: Desk, pupil_ids: Iterable[str], *, as_at: date | None = None) -> dict[str, SpendTotals]:
    """The two figures that a register shows of each child, by pupil id; the same as `for_all` finds, and quicker."""
    return {
        pupil_id: spend_totals(lines, threshold, shared)
        for pupil_id, lines, threshold, shared in _of_all(desk, pupil_ids, None, as_at)
    }


def preview(
    desk: Desk,
    draft: ProvisionDraft,
    *,
    pupil_id: str = "",
    as_at: date | None = None,
    newcomer: StaffWithRate | None = None,
) -> LineCost:
    """What a line would cost one child if it were kept, with its formula: this year, or the nearest it runs in.

    `pupil_id` names the child whose authority's profile says what counts; without it the school's own does.
    `newcomer` is who delivers it, where they are not on the staff list yet.
    """
    day = as_at or desk.today
    pupil = pupils.get(desk, pupil_id) if pupil_id else None
    profile = schools.profile_for(desk, pupil) if pupil else schools.profile(desk, schools.school(desk).authority_id)
    line = Provision.model_validate(dict(draft) | {"id": "draft"})
    place = ProvisionPupil(id="draft", provision_id="draft", pupil_id=pupil_id)
    year = max(AcademicYear.of(draft.start), min(AcademicYear.of(day), AcademicYear.of(draft.end)))
    shared = _shared(desk, profile, year, day)
    if newcomer is not None:
        shared = replace(shared, rates=newcomers.rate_book(desk, newcomer))
    return line_cost(CostedLine(line, place), shared)


def sentences_of(spend: PupilSpend) -> tuple[str, ...]:
    """What the figures say, in sentences; the one that an assessment can be asked for at any time is among them."""
    said = [
        spend.spending_words,
        distance_sentence(spend.forecast_pence, spend.threshold),
        spend.crossing_words,
    ]
    if spend.advice:
        said.append(spend.advice)
    return tuple(said)


def _of_all(
    desk: Desk, pupil_ids: Iterable[str], year: AcademicYear | None, as_at: date | None
) -> Iterator[tuple[str, list[CostedLine], Threshold, CostYear]]:
    """Each child's lines of the year, with the threshold and the year's terms that apply to the child."""
    wanted = set(pupil_ids)
    store = desk.store
    costed = year or AcademicYear.of(as_at or desk.today)
    span = [costed.end.isoformat(), costed.start.isoformat()]
    # Only what runs in the year: a desk of many years holds mostly lines and sessions of earlier ones.
    provisions = {each.id: each for each in nouns.PROVISIONS.where(store, 'start <= ? and "end" >= ?', span)}
    sessions: dict[str, list[Session]] = {}
    for session in nouns.SESSIONS.where(store, '"on" <= ? and "on" >= ?', span):
        sessions.setdefault(session.provision_id, []).append(session)
    lines: dict[str, list[CostedLine]] = {}
    for place in nouns.PROVISION_PUPILS.all(store):
        if place.pupil_id in wanted and place.provision_id in provisions:
            line = CostedLine(provisions[place.provision_id], place, sessions.get(place.provision_id, ()))
            lines.setdefault(place.pupil_id, []).append(line)
    usual = schools.school(desk).authority_id
    authorities = {p.id: p.authority_id or usual for p in nouns.PUPILS.all(store) if p.id in wanted}
    profiles = {name: schools.applying_profile(desk, name) for name in set(authorities.values())}
    shared: dict[bool, CostYear] = {}
    for profile in profiles.values():  # the calendar and the rates are the school's, and looked up only once for all
        counts = profile.pupil_premium_counts.value
        if counts not in shared:
            other = next(iter(shared.values()), None)
            shared[counts] = (
                replace(other, pupil_premium_counts=counts) if other else _shared(desk, profile, year, as_at)
            )
    for pupil_id, name in authorities.items():
        terms = shared[profiles[name].pupil_premium_counts.value]
        yield (
            pupil_id,
            [line for line in lines.get(pupil_id, ()) if _touches(line, terms)],
            profiles[name].threshold,
            terms,
        )


def _shared(desk: Desk, profile: AuthorityProfile, year: AcademicYear | None, as_at: date | None) -> CostYear:
    day = as_at or desk.today
    return CostYear(
        year=year or AcademicYear.of(day),
        as_at=day,
        calendar=schools.calendar(desk),
        rates=schools.rate_book(desk),
        pupil_premium_counts=profile.pupil_premium_counts.value,
    )


def _touches(line: CostedLine, shared: CostYear) -> bool:
    start, end = line.link.start or line.provision.start, line.link.end or line.provision.end
    return start <= shared.year.end and end >= shared.year.start
