"""What this computer remembers of a desk's keys: whoever can write a desk's folder can put another desk in its place.

The public half of each way in stands in the key file, so that new keys can be made for everybody who stays. It also
lets a stranger make a desk under keys of their own that everybody's passphrase opens. Only a memory outside the folder
can tell: for each vault, by its random id, a fingerprint of the keys and how often its ways in had been changed.
Nothing of it leads to the school, its people or the keys.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from senco_desk.domain.problems import TroubleError
from senco_desk.store import vault
from senco_desk.store.errors import OtherKeysError
from senco_desk.store.files import read_whole, write_whole
from senco_desk.store.keys import Keys

_LARGEST = 64 * 1024
_MOST = 200


class KeysSeen:
    """The memory, in a file of this account; without one, or with one that cannot be read, every desk is a new one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def require(self, folder: Path, keys: Keys) -> None:
        """Raises OtherKeysError where the desk has other keys, or an older key file, than when it was last seen."""
        last = self._kept().get(keys.vault_id)
        if last is None:
            return
        if last[0] != keys.fingerprint:
            raise OtherKeysError
        if vault.revision(folder, keys) < last[1]:
            raise OtherKeysError(older=True)

    def keep(self, folder: Path, keys: Keys) -> None:
        """Remembers the desk as it is now. A drive that refuses is no reason to keep anybody from their work."""
        with suppress(TroubleError, OSError):
            now = (keys.fingerprint, vault.revision(folder, keys))
            kept = self._kept()
            if kept.pop(keys.vault_id, None) == now:
                return
            last = dict([*kept.items(), (keys.vault_id, now)][-_MOST:])
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, json.dumps(last, indent=1).encode())

    def _kept(self) -> dict[str, tuple[str, int]]:
        try:
            found = json.loads(read_whole(self._path, at_most=_LARGEST) or b"{}")
            return {str(name): (str(each[0]), int(each[1])) for name, each in found.items()}
        except (TroubleError, ValueError, TypeError, AttributeError, LookupError):
            return {}
