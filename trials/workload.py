"""A SENCO's busy morning as a process that confirms each deed the moment the program has: what the trials interrupt.

    python -m trials.workload FOLDER SEED DEEDS [--synchronous-off] [--passphrase WORDS]

FOLDER holds, afterwards, `school.sencodesk`, `backups/`, `packs/` and `confirmed`: one line of JSON for each state of
the records that was confirmed, `{"deed", "changes", "state", "backup", "pack", "passphrase"}`. `state` is a digest
of every row of every table, so that a desk found after an interruption either is in a state that was confirmed (or
in that of the deed under way) bit by bit, or something was lost, torn or half done.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from senco_desk.domain import upn
from senco_desk.domain.cycles import CycleDraft
from senco_desk.domain.needs import StatusDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.provision import ProvisionDraft
from senco_desk.domain.pupils import Pupil, PupilDraft
from senco_desk.domain.school import SchoolDraft
from senco_desk.services import (
    attachments,
    backups,
    cycles,
    desks,
    packs,
    provision,
    records,
    restoring,
    rolls,
    statuses,
    undoing,
)
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.kdf import KdfParameters

CHEAP = KdfParameters(memory_kib=64, iterations=1, lanes=1)
"""A key derivation for trials, which open desks by the thousand; below the floor, so the program would refuse it."""
PASSPHRASE = "correct horse battery"  # noqa: S105  a trial's own
TODAY = date(2026, 11, 20)
DESK = "school.sencodesk"
CONFIRMED = "confirmed"


class Clock:
    """A clock of its own, so that the same seed makes the same records."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 20, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """A second later than the last time."""
        self._now += timedelta(seconds=1)
        return self._now


def state_of(desk: Desk) -> str:
    """A digest of every row of every table and of the journal."""
    digest = hashlib.sha256()
    for name in (*sorted(nouns.TABLES), "journal_change", "journal_row"):
        order = "change_id, position" if name == "journal_row" else "id"
        for row in desk.store.query(f'select * from "{name}" order by {order}'):
            digest.update(json.dumps(row, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()


def changes_of(desk: Desk) -> int:
    """How many changes the records have had; a note in the audit trail, as of a backup, is none."""
    return int(desk.store.query("select count(*) as n from journal_change")[0]["n"])


def opened(folder: Path, passphrase: str = PASSPHRASE, **how: Any) -> Desk:
    """The desk of a trial, opened as the program opens it."""
    keys = desks.unlock(folder, passphrase, floor=CHEAP)
    return desks.open_with(folder, keys, day=lambda: TODAY, clock=Clock(), **how)


class Morning:
    """The deeds, at random by the seed; each confirms its states itself."""

    def __init__(
        self,
        folder: Path,
        seed: int,
        *,
        synchronous_off: bool = False,
        passphrase: str = PASSPHRASE,
        sources: Path | None = None,
    ) -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self.seed = seed
        self.passphrase = passphrase
        self._off = synchronous_off
        self._number = 0
        self._made = 0
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._confirmed = os.open(folder / CONFIRMED, flags, 0o600)
        self.sources = sources or folder
        """Where the papers and rolls that come from outside lie."""
        (folder / "packs").mkdir(exist_ok=True)
        path = folder / DESK
        if path.exists():
            self.desk = opened(path, passphrase)
        else:
            draft = SchoolDraft(name="Riverbank Primary School", authority_id="medway")
            self.desk, _code = desks.create(
                path, passphrase, draft, day=lambda: TODAY, clock=Clock(), kdf=CHEAP, floor=CHEAP
            )
        self._weaken()
        self.confirm("begin")

    def work(self, deeds: int) -> None:
        """Do so many deeds, one after the other, and close the desk."""
        usual: list[tuple[Callable[[], None], int]] = [
            (self.note, 8), (self.pupil, 4), (self.status, 3), (self.cycle, 2), (self.support, 2), (self.undo, 3),
            (self.redo, 1), (self.attach, 2), (self.roll, 1), (self.backup, 1), (self.own_backup, 1), (self.pack, 1),
            (self.secret, 1), (self.again, 2), (self.restore, 1),
        ]  # fmt: skip
        chosen = [deed for deed, _ in usual]
        weights = [weight for _, weight in usual]
        for _ in range(3):
            self.pupil()
        for _ in range(deeds):
            self.random.choices(chosen, weights)[0]()
        self.desk.close()
        os.close(self._confirmed)

    def confirm(self, deed: str, **more: str) -> None:
        """Tell whoever watches that the records are in this state, and that the program has said so."""
        self._number += 1
        told = {
            "number": self._number,
            "deed": deed,
            "changes": changes_of(self.desk),
            "state": state_of(self.desk),
            "passphrase": self.passphrase,
            **more,
        }
        os.write(self._confirmed, json.dumps(told).encode() + b"\n")

    def note(self) -> None:
        """A note about a child."""
        words = " ".join(self.random.choices(("spoke", "with", "Mum", "about", "reading", "ł", "“maybe”"), k=40))
        records.add(self.desk, NoteDraft(pupil_id=self._child().id, on=TODAY, kind="note", text=words))
        self.confirm("note")

    def pupil(self) -> None:
        """A child who is new."""
        self._made += 1
        records.add(
            self.desk,
            PupilDraft(
                upn=upn.make(887, 1000 + self.seed % 8000, 2000 + self._made // 1000 % 26, self._made % 1000),
                legal_forename=f"Amelia{self._made}",
                legal_surname="O’Neill",
                date_of_birth=date(2018, 3, 2),
                year_group="4",
            ),
        )
        self.confirm("pupil")

    def status(self) -> None:
        """SEN Support, with two needs: several rows at once."""
        child = self._child()
        if not nouns.STATUSES.of(self.desk.store, pupil_id=child.id):
            draft = StatusDraft(
                pupil_id=child.id, status="K", start=date(2026, 9, 7), reason="Slower progress.", decided_by="SENCO"
            )
            statuses.change(self.desk, draft, ("SLCN", "MLD"))
        self.confirm("status")

    def cycle(self) -> None:
        """A cycle, unless one is open."""
        child = self._child()
        if not nouns.CYCLES.of(self.desk.store, pupil_id=child.id):
            blank = dict(cycles.blank_for(self.desk, child.id))
            blank |= {"opened_on": TODAY, "review_due": date(2027, 2, 5), "stage": "do"}
            cycles.open_new(self.desk, CycleDraft(**blank))
        self.confirm("cycle")

    def support(self) -> None:
        """A line of provision with its child."""
        draft = ProvisionDraft(
            what="Language group", delivered_by="Mrs Begum", minutes=30, sessions_per_week=Decimal(3), group_size=1,
            start=date(2026, 9, 1), end=date(2027, 7, 31), rate_pence=1720,
        )  # fmt: skip
        provision.add(self.desk, draft, [self._child().id])
        self.confirm("support")

    def undo(self) -> None:
        """Undo, where there is something."""
        if undoing.undo_label(self.desk):
            desks.undo(self.desk)
        self.confirm("undo")

    def redo(self) -> None:
        """Redo, where there is something."""
        if undoing.redo_label(self.desk):
            undoing.redo(self.desk)
        self.confirm("redo")

    def attach(self) -> None:
        """A picture or a letter; the same one twice now and then."""
        paper = self.sources / "letter.png"
        if not paper.exists():
            paper.write_bytes(_picture())
        text = self.sources / f"letter{self.random.randrange(4)}.pdf"
        if not text.exists():
            text.write_bytes(_letter(text.name))
        source = self.random.choice((paper, text))
        attachments.attach(self.desk, self._child().id, source)
        self.confirm("attach")

    def roll(self) -> None:
        """A roll of thirty children, in one change."""
        self._made += 30
        path = self.sources / "roll.csv"
        lines = ["UPN,Surname,Forename,DOB,Sex,Year Group"]
        for number in range(30):
            code = upn.make(887, 9000 + self.seed % 900, 2000 + (self._made // 1000) % 26, self._made % 970 + number)
            lines.append(f"{code},Roll{self._made},Child{number},02/03/2018,F,4")
        path.write_text("\n".join(lines), encoding="utf-8")
        rolls.apply(self.desk, rolls.plan(self.desk, rolls.read(path)))
        self.confirm("roll")

    def backup(self) -> None:
        """A backup of the whole desk, verified by the program."""
        to = self.folder / "backups" / f"{self._number}{desks.SUFFIX}"
        desks.back_up(self.desk, to)
        self.confirm("backup", backup=to.name)

    def own_backup(self) -> None:
        """A backup that the desk takes of itself, thinned, its attachments shared with the others."""
        backups.take(self.desk, "close")
        self.confirm("own_backup")

    def restore(self) -> None:
        """Close, bring back the newest backup of just this state, and open what came back."""
        path = self.folder / DESK
        taken = backups.take(self.desk, "close").backup
        self.desk.close()
        weighed = restoring.weigh(taken.folder, self.passphrase, path, floor=CHEAP)
        done = restoring.restore(weighed, path, clock=Clock())
        self.desk = opened(path, self.passphrase)
        self._weaken()
        self.confirm("restore")
        if done.kept is not None:
            shutil.rmtree(done.kept)  # twenty of them would fill a small drive

    def pack(self) -> None:
        """An evidence pack."""
        out = self.folder / "packs" / f"{self._number}.pdf"
        made = packs.make(self.desk, self._child().id, out, names_checked=True)
        packs.record(self.desk, made)
        self.confirm("pack", pack=out.name, sha256=hashlib.sha256(out.read_bytes()).hexdigest())

    def secret(self) -> None:
        """Another passphrase, and the old one again by another such deed."""
        from senco_desk.store import vault  # noqa: PLC0415  only this deed goes below the services

        keys = self.desk.store.keys
        assert keys is not None
        slot = next(slot.id for slot in vault.slots(self.folder / DESK, keys, floor=CHEAP) if slot.kind == "passphrase")
        new = f"{PASSPHRASE} {self._number}"
        vault.change_passphrase(self.folder / DESK, keys, slot, new, kdf=CHEAP, floor=CHEAP)
        self.passphrase = new
        self.confirm("secret")

    def again(self) -> None:
        """Close for lunch and open again."""
        self.desk.close()
        self.desk = opened(self.folder / DESK, self.passphrase)
        self._weaken()
        self.confirm("again")

    def _weaken(self) -> None:
        if self._off:
            self.desk.store.db.execute("pragma synchronous = off")

    def _child(self) -> Pupil:
        """Some child; a new one where undo has taken back every one there was."""
        if not nouns.PUPILS.all(self.desk.store):
            self.pupil()
        return self.random.choice(nouns.PUPILS.all(self.desk.store))


def _picture() -> bytes:
    import io  # noqa: PLC0415

    from PIL import Image  # noqa: PLC0415

    out = io.BytesIO()
    Image.effect_noise((200, 150), 40).save(out, "PNG")
    return out.getvalue()


def _letter(words: str) -> bytes:
    import io  # noqa: PLC0415

    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.drawString(72, 720, words)
    canvas.save()
    return out.getvalue()


def main(argv: list[str]) -> int:
    """Works in the folder; the passphrase is the last one confirmed there, where a morning was interrupted."""
    folder, seed, deeds = Path(argv[0]), int(argv[1]), int(argv[2])
    passphrase = argv[argv.index("--passphrase") + 1] if "--passphrase" in argv else PASSPHRASE
    Morning(folder, seed, synchronous_off="--synchronous-off" in argv, passphrase=passphrase).work(deeds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
