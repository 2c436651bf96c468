"""Lines read as whole records, one at a time."""

from __future__ import annotations

import numpy as np

from compiled import kernel
from otasuke.detect.kernel import record_layout as layout
from otasuke.events import Value
from otasuke.normalise.registry import JSON_SOURCES
from otasuke.pipeline.records.learning import Learner

LINE = b'{"EventID":4688,"Channel":"Security","Hostname":"PC","more":["a",1,true],"in":{"x":null,"y":[]}}'


def learner() -> Learner:
    """One that has met nothing yet."""
    return Learner(kernel(), JSON_SOURCES)


def texts_of(line: bytes) -> list[Value] | None:
    """The texts of a line's tokens, if it is like LINE and the kernel takes it."""
    one = learner()
    one.read([LINE])
    lines, batch = one.read([line.replace(b"\n", b"\\n")]), one.batch
    if lines[0, layout.RECORD_LOOK] < 0:
        return None
    first, count = int(lines[0, layout.RECORD_FIRST]), int(batch.tables["counters"][layout.COUNTED_TOKENS])
    tokens = batch.tables["tokens"]
    texts: list[Value] = []
    for token in range(first, count):
        if tokens[token, layout.LEAF_FLAGS] & layout.IS_LIST:
            items = batch.tables["items"][np.arange(*tokens[token, :2])]
            texts.append(tuple(batch.tables["text"][start:end].tobytes().decode() for start, end, _ in items.tolist()))
        else:
            texts.append(batch.text_of(token))
    return texts
