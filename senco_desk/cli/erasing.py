"""Commands on records whose time is over: list the leavers, and erase one child for good."""

from __future__ import annotations

import argparse

from senco_desk.cli.opening import open_desk, say_of
from senco_desk.cli.say import Say
from senco_desk.cli.world import World
from senco_desk.domain.erasing import COPY_WORDS, Certificate, in_counts
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.retention import STATES
from senco_desk.domain.terms import in_words
from senco_desk.services import erasing, pupils, retention
from senco_desk.services.erasing import Plan


def leavers(asked: argparse.Namespace, world: World) -> int:
    """Every leaver with the day until which the record is kept; those to be looked at come first."""
    with open_desk(asked, world, read_only=True) as desk:
        found = retention.leavers(desk)
        rules = {leaver.pupil.id: retention.basis_in_words(desk, leaver) for leaver in found}
    document = {
        "leavers": [
            {
                "upn": leaver.pupil.upn,
                "name": leaver.pupil.name,
                "left": leaver.pupil.leaving_date.isoformat() if leaver.pupil.leaving_date else None,
                "until": leaver.until.isoformat() if leaver.until else None,
                "state": leaver.state,
                "kept_under": rules[leaver.pupil.id],
            }
            for leaver in found
        ],
        "to_look_at": sum(leaver.state == "due" for leaver in found),
    }
    lines = [
        f"{STATES[leaver.state]:<14} {in_words(leaver.until) if leaver.until else 'no date':<18} {leaver.pupil.name}"
        for leaver in found
    ]
    say_of(asked, world).answer(document, lines or ["Nobody has left yet."])
    return 0


def erase(asked: argparse.Namespace, world: World) -> int:
    """Erase a child, or say what would go where the name was not given; exit 2 then, as nothing was done."""
    say = say_of(asked, world)
    with open_desk(asked, world) as desk:
        plan = erasing.plan(desk, pupils.by_upn(desk, asked.pupil).id, say.progress())
        if asked.name is None:
            _tell(plan, say)
            raise RefusedError("Nothing was erased. If this is meant, give the child’s name: --name TEXT, or --name -.")
        # In others' records only the full name goes; what is less sure is for a person to look at in the window.
        take = [mention.id for mention in plan.mentions if mention.certainty == "certain"]
        copies = [copy for copy in plan.copies if asked.backups and copy.state == "holds"]
        try:
            done = erasing.erase(desk, plan, typed_name=asked.name, reason=asked.reason, take=take).value
        except RefusedError as refused:
            raise RefusedError(_options(refused)) from refused
        scrubbed = erasing.scrub(desk, done, copies, take=take, progress=say.progress())
        kept = erasing.finish(desk, done, scrubbed)
        if asked.certificate is not None:
            erasing.certificate_pdf(desk, kept, asked.certificate)
    for trouble in scrubbed.troubles:
        say.problem(f"{trouble.happened} {trouble.safe} {trouble.do}")
    if not scrubbed.desk_done:
        say.problem("The file is being read by something else; the next opening finishes the scrubbing.")
    say.answer(_document(kept), [f"Erased. Certificate {kept.number}.", *_kept_lines(kept)])
    return 0


def _tell(plan: Plan, say: Say) -> None:
    for line in in_counts(plan.goes):
        say.problem(f"Would go: {line}.")
    for line in in_counts(plan.stays):
        say.problem(f"Would stay: {line}.")
    for mention in plan.mentions:
        say.problem(f"Named elsewhere: {mention.where} ({mention.certainty}).")
    for copy in plan.copies:
        say.problem(f"{copy.name}: {COPY_WORDS[copy.state].lower()}.")


def _options(refused: RefusedError) -> list[Problem]:
    names = {"reason": "--reason: ", "typed_name": "--name: "}
    return [Problem(sentence=f"{names.get(each.field, '')}{each.sentence}") for each in refused.problems]


def _document(kept: Certificate) -> dict[str, object]:
    return {
        "certificate": kept.number,
        "on": kept.on.isoformat(),
        "erased": kept.counts,
        "stayed": kept.stayed,
        "backups": [{"name": each.name, "state": each.state} for each in kept.backups],
    }


def _kept_lines(kept: Certificate) -> list[str]:
    return [f"{each.name}: {COPY_WORDS[each.state].lower()}." for each in kept.backups]
