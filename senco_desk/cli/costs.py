"""Commands on provision and money: lines of the provision map, the session log, and spending beside the threshold."""

from __future__ import annotations

import argparse

from senco_desk.cli.drafting import drafted
from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.world import World
from senco_desk.domain.costs import PupilSpend
from senco_desk.domain.money import in_pounds
from senco_desk.domain.provision import ProvisionDraft, SessionDraft
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.terms import AcademicYear, in_words
from senco_desk.services import costs, provision, pupils, trail
from senco_desk.services import register as registers
from senco_desk.services.desk import Desk

_LINE_OPTIONS = {"start": "--from", "end": "--to", "group_size": "--group", "sessions_per_week": "--sessions"}


def provision_add(asked: argparse.Namespace, world: World) -> int:
    """Add a line for one child, or one group for several."""
    with open_desk(asked, world) as desk:
        children = pupils.by_upns(desk, dict.fromkeys(asked.pupil))
        children = list({child.id: child for child in children}.values())
        values = {
            "what": asked.what,
            "minutes": asked.minutes,
            "sessions_per_week": asked.sessions,
            "rate_pence": asked.rate_pence,
            "start": asked.start,
            "end": asked.end,
            "group_size": len(children) if asked.group is None else asked.group,
            "sole_purpose": asked.sole_purpose,
            "one_off_pence": asked.one_off_pence,
            "funder": asked.funder,
            "area": asked.area or "",
        } | ({"tier": asked.tier} if asked.tier else {})
        draft = drafted(ProvisionDraft, values, _LINE_OPTIONS)
        group = provision.add(desk, draft, [child.id for child in children]).value
        planned = {child.upn: _planned(desk, child, group.provision.id, draft) for child in children}
    say_of(asked, world).answer(
        {
            "id": group.provision.id,
            "lines": [{"pupil": upn, "planned_pence": pence} for upn, pence in planned.items()],
        },
        [
            f"Provision {group.provision.id}: {draft.what}",
            *(f"  {upn}: {in_pounds(pence)} planned" for upn, pence in planned.items()),
        ],
    )
    return 0


def session_log(asked: argparse.Namespace, world: World) -> int:
    """Log a session that was given, or why it was not."""
    with open_desk(asked, world) as desk:
        group = provision.get(desk, asked.provision)
        absent = tuple(child.id for child in pupils.by_upns(desk, asked.absent))
        given = asked.not_given is None
        values = {
            "provision_id": asked.provision,
            "on": asked.on,
            "minutes": asked.minutes,
            "given": given,
            "reason": asked.not_given or "",
            "absent": absent,
        }
        kept = provision.log_session(desk, drafted(SessionDraft, values, {"reason": "--not-given"})).value
    words = "given" if given else f"not given ({kept.reason})"
    say_of(asked, world).answer(
        {"id": kept.id, "given": kept.given}, [f"{group.provision.what}, {in_words(kept.on)}: {words}."]
    )
    return 0


def spend(asked: argparse.Namespace, world: World) -> int:
    """Spending beside the threshold, for one child or for everybody on the register.

    With `--pupil` the promised keys stand at the top of the document; `pupils` lists them for each child either way.
    """
    year = AcademicYear.parse(asked.year) if asked.year else None
    with open_desk(asked, world, looking=True) as desk:
        desk.need("rates")
        if asked.pupil is not None:
            found = costs.for_pupil(desk, pupils.by_upn(desk, asked.pupil).id, year=year, as_at=asked.as_at)
            spent = [(found.pupil, found.spend)]
            trail.looked(desk, found.pupil.id, "Spending")
        else:
            spent = _of_register(desk, year, asked)
            trail.looked(desk, "", f"Spending, {len(spent):,} {'pupil' if len(spent) == 1 else 'pupils'}")
    documents = [_document(pupil, each) for pupil, each in spent]
    document = {"pupils": documents} | (documents[0] if asked.pupil is not None else {})
    say_of(asked, world).answer(
        document, [line for pupil, each in spent for line in _lines(pupil, each)] or ["Nobody."]
    )
    return 0


def _planned(desk: Desk, child: Pupil, provision_id: str, draft: ProvisionDraft) -> int:
    """What the line costs this child from its first day to its last, over as many academic years as it touches."""
    total, year = 0, AcademicYear.of(draft.start)
    while year.start <= draft.end:
        lines = costs.for_pupil(desk, child.id, year=year).spend.lines
        total += sum(line.planned_pence for line in lines if line.provision_id == provision_id)
        year = year.next()
    return total


def _of_register(desk: Desk, year: AcademicYear | None, asked: argparse.Namespace) -> list[tuple[Pupil, PupilSpend]]:
    day = asked.as_at or desk.today
    rows = registers.as_at(desk, day, spend=False).rows
    spends = costs.for_all(desk, [row.pupil_id for row in rows], year=year, as_at=day)
    by_id = {pupil.id: pupil for pupil in pupils.all_pupils(desk)}
    return [(by_id[row.pupil_id], spends[row.pupil_id]) for row in rows]


def _document(pupil: Pupil, spend: PupilSpend) -> dict[str, object]:
    threshold = spend.threshold
    return {
        "upn": pupil.upn,
        "name": pupil.name,
        "as_at": spend.as_at.isoformat(),
        "period": {"start": spend.period.start.isoformat(), "end": spend.period.end.isoformat()},
        "threshold": {
            "amount_pence": threshold.amount_pence,
            "basis": threshold.basis,
            "core_pence": threshold.core_pence,
            "source": threshold.source,
        },
        "planned_pence": spend.planned_pence,
        "to_date_pence": spend.to_date_pence,
        "delivered_pence": spend.logged_pence,
        "forecast_pence": spend.forecast_pence,
        "counted_pence": spend.counted_pence,
        "crossing_date": spend.crossing_date.isoformat() if spend.crossing_date else None,
        "calendar_assumed": spend.calendar_assumed,
        "sentences": list(costs.sentences_of(spend)),
        "lines": [
            {
                "provision": line.provision_id,
                "what": line.what,
                "formula": line.formula,
                "planned_pence": line.planned_pence,
                "to_date_pence": line.to_date_pence,
                "delivered_pence": line.delivered_pence,
                "forecast_pence": line.forecast_pence,
                "counts": line.counts,
                "why": line.why,
                "notes": list(line.notes),
            }
            for line in spend.lines
        ],
    }


def _lines(pupil: Pupil, spend: PupilSpend) -> list[str]:
    really = "not logged" if spend.logged_pence is None else in_pounds(spend.logged_pence)
    said = [
        f"{pupil.name} ({pupil.upn or 'no UPN'}), {AcademicYear.of(spend.period.start)}, as at {in_words(spend.as_at)}",
        (
            f"  planned {in_pounds(spend.planned_pence)} · to date {in_pounds(spend.to_date_pence)}"
            f" · delivered {really} · forecast {in_pounds(spend.forecast_pence)}"
        ),
        *(f"  {sentence}" for sentence in costs.sentences_of(spend)),
    ]
    for line in spend.lines:
        logged = "not logged" if line.delivered_pence is None else f"delivered {in_pounds(line.delivered_pence)}"
        said += [f"  {line.what}: {line.formula} ({logged})", f"    {line.why}"]
    return said
