from __future__ import annotations

import pytest

from otasuke.detect.learn.fingerprints import (
    NEW_WINDOWS,
    OLD_WINDOWS,
    kind_by_options,
    kind_by_syn,
    options_of,
    system_by_options,
    system_by_syn,
)  # fmt: skip


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ("1,3,6,15,31,33,43,44,46,47,119,121,249,252", "Windows computer"),
        ("1,15,3,6,44,46,47,31,33,121,249,43", "Windows computer"),
        ("1,15,3,6,44,46,47,31,33,249,43,252", "Windows computer"),
        ("1,121,3,6,15,108,114,119,252", "iPhone or iPad"),
        ("1,121,3,6,15,119,252", "iPhone or iPad"),
        ("1,121,3,6,15,114,119,252,95,44,46", "Mac"),
        ("1,3,6,15,26,28,51,58,59,43,114,108", "Android phone"),
        ("1,28,2,3,15,6,119,12,44,47,26,121,42", "Linux computer"),
        ("6,3,1,15,66,67,13,44,12", "printer"),
        ("1,3,6", ""),
        ("", ""),
    ],
)
def test_a_kind_is_known_by_the_options_that_are_asked_for(options: str, kind: str) -> None:
    assert kind_by_options(options) == kind


def test_options_in_words_are_numbers() -> None:
    assert options_of("subnet_mask,121,router,dns_server,domain,119,252") == "1,121,3,6,15,119,252"


def test_only_windows_xp_does_not_know_option_121() -> None:
    assert system_by_options("1,15,3,6,44,46,47,31,33,249,43,252") == OLD_WINDOWS
    assert system_by_options("1,15,3,6,44,46,47,31,33,121,249,43,252") == ""


@pytest.mark.parametrize(
    ("syn", "kind", "system"),
    [
        ("128:65535:-:mss,nop,nop,sok", "Windows computer", OLD_WINDOWS),
        ("128:64240:8:mss,nop,ws,nop,nop,sok", "Windows computer", NEW_WINDOWS),
        ("128:8192:8:mss,nop,ws,nop,nop,sok", "Windows computer", ""),
        ("128:8192:-:mss,nop,nop,sok", "Windows computer", ""),
        ("64:65535:6:mss,nop,ws,nop,nop,ts,sok,eol", "Apple device", ""),
        ("64:64240:7:mss,sok,ts,nop,ws", "", ""),
        ("", "", ""),
    ],
)
def test_a_system_is_known_by_the_first_packet_of_its_connections(syn: str, kind: str, system: str) -> None:
    assert (kind_by_syn(syn), system_by_syn(syn)) == (kind, system)
