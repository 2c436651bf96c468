from __future__ import annotations

import pytest

from otasuke.normalise.linux.syscalls import syscall_name


@pytest.mark.parametrize(
    ("architecture", "number", "name"),
    [
        ("c000003e", "0", "read"),
        ("c000003e", "59", "execve"),
        ("c000003e", "322", "execveat"),
        ("c000003e", "319", "memfd_create"),
        ("0xc000003e", "41", "socket"),
        ("x86_64", "425", "io_uring_setup"),
        ("40000003", "11", "execve"),
        ("c00000b7", "221", "execve"),
        ("aarch64", "179", "sysinfo"),
    ],
)
def test_a_number_has_a_name_on_its_architecture(architecture, number, name):
    assert syscall_name(architecture, number) == name


@pytest.mark.parametrize(("architecture", "number"), [("c000003e", "400"), ("c000003e", "9999"), ("c000003e", "-1")])
def test_numbers_without_a_call_have_no_name(architecture, number):
    assert syscall_name(architecture, number) is None


@pytest.mark.parametrize(
    ("architecture", "number"), [("", "1"), ("c000003e", ""), ("c000003e", "٣"), ("c000003e", "1e2")]
)
def test_what_is_no_architecture_or_number_has_no_name(architecture, number):
    assert syscall_name(architecture, number) is None
