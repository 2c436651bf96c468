"""What the first packet of a TCP connection says about the system that sent it."""

from __future__ import annotations

_HOPS = (32, 64, 128, 255)
_NAMES = {0: "eol", 1: "nop", 2: "mss", 3: "ws", 4: "sok", 5: "sack", 8: "ts"}
_MOST = 20


def fingerprint(ttl: int, window: int, options: bytes) -> str:
    """The system's habits, in the manner of p0f: hops it allows, window, window scale, options in their order.

    128:64240:8:mss,nop,ws,nop,nop,sok — the scale is `-` where there is none. Options that make no sense end the list.
    """
    names: list[str] = []
    scale, at = "-", 0
    while at < len(options) and len(names) < _MOST:
        kind = options[at]
        names.append(_NAMES.get(kind, f"?{kind}"))
        if kind == 0:
            break
        if kind == 1:
            at += 1
            continue
        size = options[at + 1] if at + 1 < len(options) else 0
        if size < 2 or at + size > len(options):
            names.append("!")
            break
        if kind == 3 and size == 3:
            scale = str(options[at + 2])
        at += size
    allowed = next((hops for hops in _HOPS if ttl <= hops), 255)
    return f"{allowed}:{window}:{scale}:{','.join(names)}"
