"""From a typed secret to a key: Argon2id, with a floor under its cost.

The parameters stand in the key file, which anybody who has the laptop can edit. Without a floor a thief
could lower them, wait for the owner to type the passphrase, and guess cheaply ever after; without a cap
a damaged number would take the computer's whole memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

KEY_BYTES = 32
SALT_BYTES = 16


@dataclass(frozen=True)
class KdfParameters:
    """The cost of one guess: memory in KiB, passes over it, and lanes worked on side by side."""

    memory_kib: int
    iterations: int
    lanes: int


# RFC 9106's second recommended set (64 MiB, 3 passes, 4 lanes); more lanes make a guess no cheaper.
RECOMMENDED = KdfParameters(memory_kib=64 * 1024, iterations=3, lanes=4)
FLOOR = KdfParameters(memory_kib=64 * 1024, iterations=3, lanes=1)
CALIBRATED_MEMORY_KIB = (64 * 1024, 128 * 1024, 256 * 1024)
# No dearer than what is ever calibrated: a key file that somebody made dear keeps nobody waiting for long.
CAP = KdfParameters(memory_kib=CALIBRATED_MEMORY_KIB[-1], iterations=20, lanes=16)


def is_sound(parameters: KdfParameters, floor: KdfParameters = FLOOR) -> bool:
    """Whether the parameters lie between the floor and the cap, each of the three by itself."""
    return (
        floor.memory_kib <= parameters.memory_kib <= CAP.memory_kib
        and floor.iterations <= parameters.iterations <= CAP.iterations
        and floor.lanes <= parameters.lanes <= CAP.lanes
    )


def derive_key(secret: str, salt: bytes, parameters: KdfParameters) -> bytes:
    """The 32-byte key of a secret. Takes as long as the parameters say; call it off the window's thread."""
    return Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=parameters.iterations,
        lanes=parameters.lanes,
        memory_cost=parameters.memory_kib,
    ).derive(secret.encode())


def calibrated(timer: Callable[[], float], shortest: float = 0.5, longest: float = 1.0) -> KdfParameters:
    """The dearest parameters that unlock in `shortest` to `longest` seconds here, and never less than RECOMMENDED.

    Memory is raised first (64, 128 or 256 MiB), since it is what a guesser’s hardware lacks; a computer that is
    quicker still makes more passes. A timer that stands still gives RECOMMENDED.

    Args:
        timer: a clock in seconds, such as time.perf_counter; only its differences are used.
        shortest: seconds that one guess should cost at least, where the caps allow it.
        longest: seconds a person may be kept waiting.
    """
    base = RECOMMENDED
    measured = min(_seconds(timer, base) for _ in range(2))  # the first pass also pays for fetching the memory
    if measured <= 0:
        return base
    memory = base.memory_kib
    for offered in CALIBRATED_MEMORY_KIB:
        if measured * offered / base.memory_kib <= longest:  # the cost grows with the memory
            memory = offered
    expected = measured * memory / base.memory_kib
    wanted, passes = (shortest + longest) / 2, base.iterations
    if expected * CAP.iterations / base.iterations < wanted:
        passes = CAP.iterations
    elif expected < shortest:
        passes = int(base.iterations * wanted / expected)
    return KdfParameters(memory, passes, base.lanes)


def _seconds(timer: Callable[[], float], parameters: KdfParameters) -> float:
    start = timer()
    derive_key("calibration", bytes(SALT_BYTES), parameters)
    return timer() - start
