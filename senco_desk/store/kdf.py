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
CAP = KdfParameters(memory_kib=1024 * 1024, iterations=20, lanes=16)
CALIBRATED_MEMORY_KIB = (64 * 1024, 128 * 1024, 256 * 1024)


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


def calibrated(timer: Callable[[], float], longest: float = 1.0) -> KdfParameters:
    """The dearest parameters (64, 128 or 256 MiB) that unlock within `longest` seconds on this computer.

    Args:
        timer: a clock in seconds, such as time.perf_counter; only its differences are used.
        longest: seconds a person may be kept waiting.
    """
    best = RECOMMENDED
    start = timer()
    derive_key("calibration", bytes(SALT_BYTES), best)
    measured = timer() - start
    for memory in CALIBRATED_MEMORY_KIB:
        if measured * memory / RECOMMENDED.memory_kib <= longest:  # the cost grows with the memory
            best = KdfParameters(memory, RECOMMENDED.iterations, RECOMMENDED.lanes)
    return best
