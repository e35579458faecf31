"""One way in: how a secret opens a slot's private key, and how the desk's keys are sealed to its public one.

    secret ── Argon2id ─► key ── AES-256-GCM ─► private key (X25519)
    desk's keys ── X25519 (a key pair made for this once) ─► HKDF-SHA256 ── AES-256-GCM ─► sealed to the public key

Sealing needs only what stands in the key file, so whoever has the desk open can renew its keys for everybody who
stays, and needs to know nobody's passphrase. Both wrappings are tied to the vault's id, the slot's id, kind and cost,
and its public key.
"""

from __future__ import annotations

import secrets
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from senco_desk.store.kdf import KEY_BYTES, SALT_BYTES, KdfParameters, derive_key, is_sound
from senco_desk.store.keys import MASTER_BYTES, Keys, SlotKind, keys_from
from senco_desk.store.vault_header import Kdf, Slot

_NONCE_BYTES = 12
# The key of each sealing is used for it alone, since the ephemeral key pair is: its nonce need not vary.
_ONCE = bytes(_NONCE_BYTES)


def made(
    keys: Keys,
    kind: SlotKind,
    secret: str,
    *,
    cost: KdfParameters,
    floor: KdfParameters,
    slot_id: str = "",
) -> Slot:
    """A new slot that this secret opens to these keys. Slow: it derives a key at this cost, never under the floor."""
    if not is_sound(cost, floor):
        raise ValueError("A slot must not be cheaper than what will be accepted when it is read.")
    pair = X25519PrivateKey.generate()
    nonce = secrets.token_bytes(_NONCE_BYTES)
    blank = Slot(  # the wrappings are tied to the other fields, so they come first
        id=slot_id or str(uuid.uuid4()),
        kind=kind,
        kdf=Kdf(
            memory_kib=cost.memory_kib,
            iterations=cost.iterations,
            lanes=cost.lanes,
            salt=secrets.token_hex(SALT_BYTES),
        ),
        public=pair.public_key().public_bytes_raw().hex(),
        nonce=nonce.hex(),
        private="0" * 96,
        ephemeral="0" * 64,
        sealed="0" * 160,
    )
    wrapping = derive_key(secret, bytes.fromhex(blank.kdf.salt), cost)
    private = AESGCM(wrapping).encrypt(nonce, pair.private_bytes_raw(), blank.bound_to(keys.vault_id))
    return sealed_to(blank.model_copy(update={"private": private.hex()}), keys)


def sealed_to(slot: Slot, keys: Keys) -> Slot:
    """The slot with these keys sealed into it, in place of those that it held; its secret stays what it was."""
    once = X25519PrivateKey.generate()
    ephemeral = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(slot.public)))
    payload = keys.master + keys.attachment_names
    sealed = AESGCM(_sealing_key(shared, ephemeral, slot)).encrypt(_ONCE, payload, slot.bound_to(keys.vault_id))
    return slot.model_copy(update={"ephemeral": ephemeral.hex(), "sealed": sealed.hex()})


def opened(slot: Slot, vault: str, secret: str, floor: KdfParameters) -> Keys | None:
    """The keys that a secret opens a slot to; None where it does not, or where the slot was altered. Slow."""
    bound = slot.bound_to(vault)
    wrapping = derive_key(secret, bytes.fromhex(slot.kdf.salt), slot.kdf.parameters)
    try:
        private = X25519PrivateKey.from_private_bytes(
            AESGCM(wrapping).decrypt(bytes.fromhex(slot.nonce), bytes.fromhex(slot.private), bound)
        )
        ephemeral = bytes.fromhex(slot.ephemeral)
        shared = private.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        payload = AESGCM(_sealing_key(shared, ephemeral, slot)).decrypt(_ONCE, bytes.fromhex(slot.sealed), bound)
    except (InvalidTag, ValueError):  # a point that gives no shared secret is a ValueError
        return None
    master, names = payload[:MASTER_BYTES], payload[MASTER_BYTES:]
    return keys_from(master, vault, slot.id, floor, names=names, slot_kind=slot.kind)


def _sealing_key(shared: bytes, ephemeral: bytes, slot: Slot) -> bytes:
    both = ephemeral + bytes.fromhex(slot.public)
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=both, info=b"senco-desk/2/slot").derive(shared)
