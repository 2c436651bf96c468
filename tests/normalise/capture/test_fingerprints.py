from __future__ import annotations

from otasuke.normalise.capture.fingerprints import Hello, is_grease, ja3_string, ja3s_string, ja4, md5_of

# The examples in the descriptions of JA3 and of JA4.
OLD = Hello(
    769, (47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4), (0, 10, 11), groups=(23, 24, 25), formats=(0,)
)
CHROME = Hello(
    version=0x0303,
    ciphers=(0x2A2A, 0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x9C, 0x9D, 0x2F, 0x35),
    extensions=(0x3A3A, 0x1B, 0, 0x33, 0x10, 0x4469, 0x17, 0x2D, 0x0D, 5, 0x23, 0x12, 0x2B, 0xFF01, 0x0B, 0x0A, 0x15),
    versions=(0x0A0A, 0x0304, 0x0303),
    signatures=(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601),
    alpns=(b"h2", b"http/1.1"),
)  # fmt: skip


def test_ja3_is_that_of_its_description():
    assert ja3_string(OLD) == "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0"
    assert md5_of(ja3_string(OLD)) == "ada70206e40642a3e4461f35503241d5"


def test_ja4_is_that_of_its_description():
    assert ja4(CHROME) == "t13d1516h2_8daaf6152771_e5627efa2ab1"


def test_a_client_that_offers_nothing_has_a_ja4_too():
    assert ja4(Hello(0x0301, (), ())) == "t10i000000_000000000000_000000000000"


def test_what_stands_for_nothing_is_left_out_of_ja3():
    assert is_grease(0x2A2A)
    assert not is_grease(0x2A3A)
    assert ja3_string(CHROME).startswith("771,4865-4866-")


def test_ja3s_is_what_the_server_chose():
    assert ja3s_string(771, 49199, (65281, 0)) == "771,49199,65281-0"
