"""A passkey of software: it answers as a phone does, and lies where a test asks it to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG


@dataclass(slots=True)
class SoftwareKey:
    """origin: where its browser is; is_verified: whether it saw a finger; handle: whose it is, as it was told."""

    origin: str = "http://localhost"
    rp: str = "localhost"
    is_verified: bool = True
    count: int = 0
    handle: bytes = b""
    credential: bytes = field(default_factory=lambda: token_bytes(32))
    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: Mapping[str, Any], **changed: Any) -> str:
        """What `navigator.credentials.create` gives."""
        self.handle = websafe_decode(options["user"]["id"])
        attested = AttestedCredentialData.create(
            Aaguid.NONE, self.credential, ES256.from_cryptography_key(self.secret.public_key())
        )
        data = AuthenticatorData.create(self._rp_hash(), self._flags() | FLAG.AT, self.count, attested)
        client = self._client("webauthn.create", options, changed)
        return self._packed(
            {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            }
        )

    def use(self, options: Mapping[str, Any], **changed: Any) -> str:
        """What `navigator.credentials.get` gives."""
        self.count += 1
        data = AuthenticatorData.create(self._rp_hash(), self._flags(), self.count)
        client = self._client("webauthn.get", options, changed)
        signature = self.secret.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._packed(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(changed.get("handle", self.handle)),
            }
        )

    def _client(self, kind: str, options: Mapping[str, Any], changed: Mapping[str, Any]) -> bytes:
        challenge = changed.get("challenge", options["challenge"])
        return CollectedClientData.create(changed.get("type", kind), challenge, changed.get("origin", self.origin))

    def _rp_hash(self) -> bytes:
        return sha256(self.rp.encode()).digest()

    def _flags(self) -> AuthenticatorData.FLAG:
        return FLAG.UP | FLAG.UV if self.is_verified else FLAG.UP

    def _packed(self, response: Mapping[str, str]) -> str:
        key = websafe_encode(self.credential)
        return json.dumps(
            {"id": key, "rawId": key, "type": "public-key", "response": response, "clientExtensionResults": {}}
        )
