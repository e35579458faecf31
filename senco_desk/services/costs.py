"""What support costs, beside the threshold: for one child, or for everybody on the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from senco_desk.domain.accrual import CostedLine, CostYear
from senco_desk.domain.costs import LineCost, PupilSpend, SpendCurve, line_cost, pupil_spend, spend_curve
from senco_desk.domain.provision import Provision, ProvisionDraft, ProvisionPupil, Session
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import AcademicYear
from senco_desk.domain.thresholds import AuthorityProfile, crossing_sentence, distance_sentence, spending_sentence
from senco_desk.services import pupils, schools
from senco_desk.services.desk import Desk
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
    """What one child's support costs in an academic year (the present one), as at a day (today)."""
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
    """What support costs for many children at once, by pupil id; quick enough for the whole register."""
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
    years = {
        name: _shared(desk, schools.applying_profile(desk, name), year, as_at) for name in set(authorities.values())
    }
    thresholds = {name: schools.applying_profile(desk, name).threshold for name in years}
    return {
        pupil_id: pupil_spend(
            pupil_id,
            [line for line in lines.get(pupil_id, ()) if _touches(line, years[name])],
            thresholds[name],
            years[name],
        )
        for pupil_id, name in authorities.items()
    }


def preview(desk: Desk, draft: ProvisionDraft, *, pupil_id: str = "", as_at: date | None = None) -> LineCost:
    """What a line would cost one child if it were kept, with its formula: this year, or the nearest it runs in.

    `pupil_id` names the child whose authority's profile says what counts; without it the school's own does.
    """
    day = as_at or desk.today
    pupil = pupils.get(desk, pupil_id) if pupil_id else None
    profile = schools.profile_for(desk, pupil) if pupil else schools.profile(desk, schools.school(desk).authority_id)
    line = Provision.model_validate(dict(draft) | {"id": "draft"})
    place = ProvisionPupil(id="draft", provision_id="draft", pupil_id=pupil_id)
    year = max(AcademicYear.of(draft.start), min(AcademicYear.of(day), AcademicYear.of(draft.end)))
    return line_cost(CostedLine(line, place), _shared(desk, profile, year, day))


def sentences_of(spend: PupilSpend) -> tuple[str, ...]:
    """What the figures say, in sentences; the one that an assessment can be asked for at any time is among them."""
    said = [
        spending_sentence(spend.forecast_pence, spend.threshold),
        distance_sentence(spend.forecast_pence, spend.threshold),
        crossing_sentence(
            spend.crossing_date,
            spend.threshold,
            as_at=spend.as_at,
            period_end=spend.period.end,
            earliest=spend.band.earliest if spend.band else None,
            latest=spend.band.latest if spend.band else None,
        ),
    ]
    if spend.advice:
        said.append(spend.advice)
    return tuple(said)


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
