"""A request that is being answered, what it may be answered with, and how a protocol says where its requests go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from otasuke.enrol.senders import Sender, Senders
from otasuke.pipeline.gateway.http.body import Body
from otasuke.pipeline.gateway.intake import Intake, Refused


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class Unknown(Refused):
    """Nobody has this token, or there was none."""

    def __init__(self, *, token_given: bool) -> None:
        super().__init__(
            401,
            "nobody has this token; it may have been revoked"
            if token_given
            else "no token: send the header Authorization: Bearer TOKEN (or ApiKey, Basic, Splunk)",
        )
        self.token_given = token_given


@dataclass(slots=True)
class Call:
    """A request whose head was read.

    parts  what stands in the path for the names of the route: `/{index}/_bulk`.
    token  from the Authorization header, not yet looked up where the route is open.
    counts  `lines` and `bytes` that were accepted.
    """

    method: str
    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    senders: Senders
    intake: Intake
    content: Body
    token: str | None = None
    sender: Sender | None = None
    counts: Counter[str] = field(default_factory=Counter)
    parts: Mapping[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """A header's value, or nothing."""
        return self.headers.get(name.encode(), b"").decode("latin-1")

    def parameters(self) -> dict[str, str]:
        """The query. Of a name that comes twice, the last."""
        pairs = parse_qs(self.query[:8192].decode("latin-1"), encoding="utf-8", errors="replace")
        return {name: values[-1] for name, values in pairs.items()}

    def identify(self, token: str | None) -> Sender:
        """Whose request it is. Raises Unknown."""
        self.sender = self.senders.by_token(token) if token else None
        if self.sender is None:
            raise Unknown(token_given=token is not None)
        return self.sender

    async def body(self) -> bytes:
        """The whole body, unpacked, of a sender that may send so much now. Raises Refused, Gone."""
        sender = self._known()
        return await self.content.whole(lambda size_bytes: self.intake.admit(sender, size_bytes))

    async def accept(self, lines: bytes, *, records: int | None = None, batch: str | None = None) -> None:
        """Hand the lines over; when this returns they are safe. records: how many, if that is known. Raises Refused."""
        if lines:
            records = records or lines.count(b"\n") + 1
            await self.intake.accept(self._known(), lines, records=records, batch=batch)
            self.counts["lines"] += records
            self.counts["bytes"] += len(lines)

    def _known(self) -> Sender:
        if self.sender is None:
            raise Unknown(token_given=False)
        return self.sender


Handler = Callable[[Call], Awaitable[Answer]]
Refusal = Callable[[Call, Refused], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """Where requests of a protocol go.

    path     `{name}` stands for one part of it, which never begins with an underscore, and `{name...}` for the rest.
    methods  HEAD comes with GET.
    refusal  how this protocol says no.
    is_open  answered without a token; the handler identifies the sender itself, if it needs one.
    """

    path: str
    methods: tuple[str, ...]
    handler: Handler
    refusal: Refusal
    is_open: bool = False
