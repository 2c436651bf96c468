"""Content-Encoding, by friends and by enemies."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from functools import partial

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.gateway.http.unpacking import beginning, unpacked
from otasuke.pipeline.gateway.intake import Refused
from pipeline.gateway.http.doors import parsed

MOST = 1 << 20
TEXT = b"a record\n" * 100
PACKED = {"gzip": gzip.compress(TEXT), "deflate": zlib.compress(TEXT), "zstd": zstandard.compress(TEXT)}


@pytest.mark.parametrize("name", PACKED)
def test_what_was_packed_is_unpacked(name: str):
    assert unpacked(PACKED[name], name.upper(), most_bytes=len(TEXT)) == TEXT


@pytest.mark.parametrize("encoding", ["", "identity", " Identity , "])
def test_what_was_not_packed_stays_as_it_is(encoding: str):
    assert unpacked(TEXT, encoding, most_bytes=1) == TEXT


def test_a_stream_of_zstd_that_does_not_say_its_size_is_unpacked():
    packer = zstandard.ZstdCompressor().compressobj()
    body = packer.compress(TEXT) + packer.flush()

    assert zstandard.frame_content_size(body) == -1
    assert unpacked(body, "zstd", most_bytes=MOST) == TEXT


@pytest.mark.parametrize("name", PACKED)
def test_a_body_that_breaks_off_is_refused(name: str):
    with pytest.raises(Refused, match="it ends too early") as refused:
        unpacked(PACKED[name][:-5], name, most_bytes=MOST)

    assert refused.value.status == 400


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("body", [b"", b"no such thing", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"])
def test_what_is_not_packed_so_is_refused(name: str, body: bytes):
    with pytest.raises(Refused, match="cannot be unpacked") as refused:
        unpacked(body, name, most_bytes=MOST)

    assert refused.value.status == 400


@pytest.mark.parametrize("name", PACKED)
def test_what_follows_the_packed_data_is_no_record(name: str):
    with pytest.raises(Refused, match="cannot be unpacked"):
        unpacked(PACKED[name] + b"junk that is long enough to be a header", name, most_bytes=MOST)


@pytest.mark.parametrize("encoding", ["br", "gzip, zstd", "gzip;q=1"])
def test_what_we_cannot_unpack_is_named(encoding: str):
    with pytest.raises(Refused) as refused:
        unpacked(TEXT, encoding, most_bytes=MOST)

    assert refused.value.status == 415


@pytest.mark.parametrize(
    ("name", "bomb"),
    [
        ("gzip", gzip.compress(bytes(100 * MOST))),
        ("gzip", b"".join([gzip.compress(bytes(MOST // 2))] * 200)),
        ("deflate", zlib.compress(bytes(100 * MOST))),
        ("zstd", zstandard.compress(bytes(100 * MOST))),
        ("zstd", zstandard.ZstdCompressor(write_content_size=False).compress(bytes(100 * MOST))),
    ],
)
def test_a_bomb_costs_no_more_memory_than_the_limit(name: str, bomb: bytes):
    tracemalloc.start()
    with pytest.raises(Refused, match=f"more than {MOST} bytes"):
        unpacked(bomb, name, most_bytes=MOST)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak_bytes < 4 * MOST


def test_a_window_that_needs_much_memory_is_refused():
    parameters = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    body = packer.compress(TEXT) + packer.flush()

    with pytest.raises(Refused, match="too much memory"):
        unpacked(body, "zstd", most_bytes=MOST)


def test_a_beginning_is_unpacked_and_no_more_of_it():
    assert beginning(gzip.compress(bytes(MOST))[:600], "gzip", most_bytes=100) == bytes(100)
    assert beginning(TEXT, "", most_bytes=8) == b"a record"
    assert beginning(TEXT, "gzip", most_bytes=8) == b""


@given(st.sampled_from([*PACKED, "", "br"]), st.binary())
def test_any_bytes_are_unpacked_or_refused(name: str, body: bytes):
    assert len(parsed(partial(unpacked, encoding=name, most_bytes=MOST), body) or b"") <= MOST
    assert len(beginning(body, name, most_bytes=10)) <= 10
