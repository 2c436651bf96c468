"""What the tests of the doors share: senders, an intake in memory, certificates, and waiting for things to happen."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import trustme

from otasuke.config import Listen
from otasuke.enrol.senders import Sender
from otasuke.pipeline.gateway.intake import Refused
from otasuke.pipeline.log import Log

HERE = Listen("127.0.0.1", 0)
SAKURA = Sender("sakura", "utm")
FUJI = Sender("fuji", "pc-1")
SILENT = Log("gateway", write=lambda _: None)
PATIENCE_S = 30.0
T = TypeVar("T")


@dataclass
class KnownSenders:
    """Credentials that a test changes as it likes."""

    addresses: dict[str, Sender] = field(default_factory=lambda: {"127.0.0.1": SAKURA})
    certificates: dict[str, Sender] = field(default_factory=dict)
    tokens: dict[str, Sender] = field(default_factory=dict)

    def by_address(self, address: str) -> Sender | None:
        return self.addresses.get(address)

    def by_certificate(self, fingerprint: str) -> Sender | None:
        return self.certificates.get(fingerprint)

    def by_token(self, token: str) -> Sender | None:
        return self.tokens.get(token)


class FakeIntake:
    """Keeps what it accepts, and refuses as often as it was told to; it can be held up."""

    def __init__(self) -> None:
        self.accepted: list[tuple[Sender, bytes, str | None]] = []
        self.admitted: list[int] = []
        self.refusals: list[Refused] = []
        self.admission_refusals: list[Refused] = []
        self.open = asyncio.Event()
        self.open.set()

    def admit(self, sender: Sender, size_bytes: int) -> None:
        if self.admission_refusals:
            raise self.admission_refusals.pop(0)
        self.admitted.append(size_bytes)

    async def accept(
        self, sender: Sender, lines: bytes, *, records: int | None = None, batch: str | None = None
    ) -> None:
        assert records in (None, len(lines.split(b"\n")))
        await self.open.wait()
        if self.refusals:
            raise self.refusals.pop(0)
        self.accepted.append((sender, lines, batch))

    @property
    def lines(self) -> list[bytes]:
        return [line for _, lines, _ in self.accepted for line in lines.split(b"\n")]


def run(story: Callable[[], Awaitable[T]]) -> T:
    """Run a story to its end, or say that it hangs."""

    async def bounded() -> T:
        async with asyncio.timeout(PATIENCE_S * 2):
            return await story()

    return asyncio.run(bounded())


async def until(happened: Callable[[], bool]) -> None:
    """Wait until it has happened; fail after a long time."""
    async with asyncio.timeout(PATIENCE_S):
        while not happened():  # noqa: ASYNC110 - what happens knows of no Event
            await asyncio.sleep(0.005)


class Certificates:
    """A provider's CA, its server certificate, and those of sensors."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca = trustme.CA()
        self.ca_file = folder / "ca.pem"
        self.ca.cert_pem.write_to_path(self.ca_file)
        self.server = self._written("server", self.ca.issue_cert("127.0.0.1", "localhost"))
        self.sensor = self._written("sensor", self.ca.issue_cert("sensor.example"))
        self.foreign = self._written("foreign", trustme.CA().issue_cert("foreign.example"))

    def _written(self, name: str, certificate: trustme.LeafCert) -> tuple[Path, Path]:
        chain, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        for index, blob in enumerate(certificate.cert_chain_pems):
            blob.write_to_path(chain, append=index > 0)
        certificate.private_key_pem.write_to_path(key)
        return chain, key

    def client_context(self, shown: tuple[Path, Path] | None = None) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.ca_file))
        if shown:
            context.load_cert_chain(*shown)
        return context


def fingerprint(chain: Path) -> str:
    first = chain.read_text().split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(first)).hexdigest()
