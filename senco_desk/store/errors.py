"""The troubles a desk's files can be in, each a calm three-part sentence: what happened, what is safe, what to do.

They are told apart here because people act differently on each: a mistyped passphrase is typed again,
a damaged file is restored from a backup, and a newer file waits for the program to be updated.
No sentence here ever holds a person's data; only folder and file names and, for a lock, who holds it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from senco_desk.domain.problems import TroubleError
from senco_desk.domain.terms import in_words


class WrongPassphraseError(TroubleError):
    """Neither a passphrase nor the recovery code of this desk was given.

    Args:
        hint: one more sentence on what may have gone wrong, for example which group of a code has a slip.
    """

    def __init__(self, hint: str = "") -> None:
        super().__init__(
            "That passphrase or recovery code does not open this desk.",
            "Your records are safe, and nothing has been changed.",
            (f"{hint} " if hint else "") + "Check Caps Lock and try again, or use the printed recovery code.",
        )


class NobodysPassphraseError(TroubleError):
    """The secret opens the key file, yet nobody on the desk's list of people has that way in.

    Args:
        code: it is a recovery code, and none that the desk knows.
    """

    def __init__(self, *, code: bool = False) -> None:
        super().__init__(
            "That recovery code is not the one that is in use for this desk."
            if code
            else "That passphrase belongs to nobody on this desk's list of people.",
            "Your records are safe, and nothing has been changed.",
            "Use your passphrase, or ask the SENCO for the newest recovery code."
            if code
            else "Ask the SENCO to add you under Settings, People, or use the printed recovery code.",
        )


class DamagedHeaderError(TroubleError):
    """Both copies of the key file are damaged, or they were altered by something other than this program."""

    def __init__(self) -> None:
        super().__init__(
            "The file that holds this desk's keys is damaged or has been altered.",
            "The records file itself has not been touched.",
            "Restore the desk from your latest backup: every backup carries its own copy of the key file.",
        )


class NewerVersionError(TroubleError):
    """A file was written by a newer Senco Desk, so opening it could lose what this version does not know.

    Args:
        what: which file, as a noun phrase.
    """

    def __init__(self, what: str = "This desk") -> None:
        super().__init__(
            f"{what} was saved by a newer version of Senco Desk.",
            "Your records are safe, and nothing has been changed.",
            "Update Senco Desk on this computer, then open the desk again.",
        )


class MissingDeskError(TroubleError):
    """There is no desk, or only part of one, in the folder."""

    def __init__(self, folder: Path, missing: str = "desk") -> None:
        self.folder = folder
        super().__init__(
            f"No {missing} was found in the folder {folder}.",
            "Nothing has been changed.",
            "Check that the drive is connected and choose the desk's folder again, or restore it from a backup.",
        )


class DamagedDeskError(TroubleError):
    """The records file is damaged: its first page, a later page, or its length.

    Args:
        first_page: the damage is at the very beginning, so that nothing in the file can be read.
        detail: a technical word or two for the support report; never a record.
    """

    def __init__(self, *, first_page: bool = False, detail: str = "") -> None:
        self.first_page, self.detail = first_page, detail
        super().__init__(
            "The beginning of the records file is damaged, so it cannot be read."
            if first_page
            else "Part of the records file is damaged.",
            "Your passphrase is right and your backups have not been touched.",
            "Restore the latest backup; the damaged file is kept aside so that newer records can be looked for in it.",
        )


class ForeignDeskError(TroubleError):
    """The records file does not belong to the key file beside it: it comes from another desk or program."""

    def __init__(self) -> None:
        super().__init__(
            "The records file in this folder belongs to another desk, or has been overwritten by another program.",
            "Your passphrase is right and your backups have not been touched.",
            "Put the desk's own records file back, or restore the latest backup.",
        )


class OlderCopyError(TroubleError):
    """The records file is older than the last one this computer saved: a sync or copy put an old one back.

    Args:
        found: the generation (count of saved changes) in the file.
        expected: the generation that was last saved here.
    """

    def __init__(self, found: int, expected: int) -> None:
        self.found, self.expected = found, expected
        behind = "saved change" if expected - found == 1 else f"{expected - found} saved changes"
        super().__init__(
            f"The records file is an older copy: it lacks the last {behind}.",
            "The older copy has not been changed, and your backups have not been touched.",
            "Restore the latest backup, or put the newer file back; open the older copy only if you are sure.",
        )


class OtherKeysError(TroubleError):
    """The desk's keys, or its key file, are not those that this computer saw last.

    Args:
        older: the keys are the same; the file with the ways in is one of before.
    """

    _ORDINARY = (
        (
            "That is so where somebody was removed, or a backup was restored, on another computer. If you know who did"
            " it, go on."
        ),
        (
            "That is so where a copy of the desk was put back: people, passphrases and the recovery code are then as"
            " they were at that time. If you know who did it, go on."
        ),
    )

    def __init__(self, *, older: bool = False) -> None:
        self.older = older
        super().__init__(
            "The key file of this desk is older than when the desk was last opened on this computer."
            if older
            else "This desk has other keys than when it was last opened on this computer.",
            "Nothing has been opened for work, and nothing has been changed.",
            f"{self._ORDINARY[older]} If nobody did, somebody may have put another desk in its place: enter nothing,"
            " and restore your latest backup.",
        )


class DeskLockedError(TroubleError):
    """The desk is open elsewhere. Says who, where and since when, as far as that is known.

    Args:
        who: the computer account that has the desk open.
        where: the computer's name.
        since: when it was opened.
        elsewhere: another computer holds it, and nobody here can tell whether it still runs: a person may take it over.
    """

    def __init__(
        self, who: str = "", where: str = "", since: datetime | None = None, *, elsewhere: bool = False
    ) -> None:
        self.who, self.where, self.since, self.elsewhere = who, where, since, elsewhere
        here = since.astimezone() if since else None  # the clock on this computer's wall
        opened = f" since {here:%H:%M} on {in_words(here)}" if here else ""
        holder = (f" by {who}" if who else "") + (f" on {where}" if where else "")
        super().__init__(
            f"This desk is already open{holder or ' in another program'}{opened}.",
            "Your records are safe, and nothing has been changed.",
            "Close it there, then try again. If that computer is off or no longer has it open, take the desk over."
            if elsewhere
            else "Go to the other window or close it there, then try again.",
        )


class BusyRecordsError(DeskLockedError):
    """Something else is writing the records at this moment, and went on longer than was waited for.

    The desk itself is not open elsewhere: a backup, a scan or another part of this program has the file.
    """

    def __init__(self) -> None:
        super().__init__()
        TroubleError.__init__(
            self,
            "Something else is reading or writing the records file just now, so this was not saved.",
            "Your records are as they were before this change.",
            "Wait a moment and try again.",
        )


class DiskFullError(TroubleError):
    """There is no room on the drive; deleting records does not help, since that needs room too.

    Args:
        place: what was being written; None for the desk's own records, whose engine does not say where.
    """

    def __init__(self, place: Path | None = None) -> None:
        self.place = place
        super().__init__(
            f"The drive is full (writing to {place})." if place else "The drive that holds the desk is full.",
            "Your records are as they were before this change.",
            "Free some space by emptying the recycle bin or moving old backups to another drive, then try again.",
        )


class DiskFaultError(TroubleError):
    """The drive refused to read or write: unplugged, failing, or a network place that went away."""

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(
            "The drive could not be read or written.",
            "Changes saved before this are safe on the drive, as far as it can be read.",
            "Check that the drive is connected, then open the desk again; if it happens twice, restore a backup.",
        )


class NotAllowedError(TroubleError):
    """The operating system does not let this account read or write the file."""

    def __init__(self, place: Path | None = None) -> None:
        self.place = place
        super().__init__(
            f"This account is not allowed to read or change {place or 'the desk’s files'}.",
            "Your records are safe, and nothing has been changed.",
            "Close other programs that may hold the file, or ask your IT support for access to the folder.",
        )


class ReadOnlyPlaceError(NotAllowedError):
    """The desk can be read, but nothing can be written in its folder: a locked stick, a disc, a folder of others."""

    def __init__(self, folder: Path) -> None:
        TroubleError.__init__(
            self,
            f"Nothing can be written in the folder {folder}, so this desk cannot be opened for work.",
            "Your records are safe, and nothing has been changed.",
            "Open it to read only, or copy the whole folder to this computer's own drive and open the copy.",
        )
        self.place = folder


class UnsuitablePlaceError(TroubleError):
    """The folder cannot keep records safely, as some network and virtual drives cannot."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"The folder {folder} cannot keep records safely: its drive does not support it.",
            "Nothing has been changed.",
            "Choose a folder on this computer's own drive.",
        )


class DamagedAttachmentError(TroubleError):
    """An attachment's file is damaged, cut short or altered. The name is a code, never the document's title."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            "This attachment is damaged and cannot be opened.",
            "Your records and the other attachments have not been touched.",
            "Attach the document again from its original, or restore it from a backup.",
        )


class MissingAttachmentError(TroubleError):
    """An attachment's file is not in the desk's folder."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            "The file of this attachment is missing from the desk's folder.",
            "Your records and the other attachments have not been touched.",
            "Attach the document again from its original, or restore it from a backup.",
        )
