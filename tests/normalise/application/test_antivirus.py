from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.application.antivirus import SOURCE

FOUND = b"/srv/www/a b.php: Php.Webshell-1 FOUND"
CLAMD = b"Fri Mar 29 15:00:50 2024 -> /tmp/m.exe: Win.Tool.Mimikatz-1 FOUND"
SYMANTEC = (
    b"Mar 29 15:00:50 sep SymantecServer: Virus found,Computer name: PC1,IP Address: 10.0.0.1,Risk name: Hacktool.Mimikatz,"
    b"Occurrences: 1,File path: C:\\Users\\Public\\m.exe,Actual action: Cleaned"
)
SAMPLES = (FOUND, CLAMD, SYMANTEC)


def test_a_finding_of_clamav_has_its_file_and_its_name():
    event = read_event(SOURCE, FOUND)

    assert logsources(event) == {"clamav/antivirus/*"}
    assert (event.fields["Filename"], event.fields["Signature"]) == ("/srv/www/a b.php", "Php.Webshell-1")


def test_the_log_of_clamd_carries_the_time():
    assert str(read_event(SOURCE, CLAMD).time) == "2024-03-29 06:00:50+00:00"


def test_a_finding_of_symantec_is_read():
    event = read_event(SOURCE, SYMANTEC)

    assert logsources(event) == {"symantec/antivirus/*"}
    assert (event.fields["Signature"], event.fields["Filename"]) == ("Hacktool.Mimikatz", "C:\\Users\\Public\\m.exe")
    assert event.sensor == "PC1"


def test_other_text_is_a_reject_that_keeps_its_beginning():
    (item,) = read(SOURCE, b"\xff\xfe what is this")

    assert isinstance(item, Reject)
    assert item.excerpt == b"\xff\xfe what is this"


def test_it_is_recognised_by_its_own_lines_alone():
    assert all(SOURCE.recognises(sample + b"\n") for sample in SAMPLES)
    assert not SOURCE.recognises(
        b"Mar 29 15:00:50 host sshd[1]: Accepted password for root from 192.0.2.1 port 22 ssh2\n"
    )
    assert not SOURCE.recognises(b"")


@given(inputs(*SAMPLES))
def test_no_bytes_make_it_raise_or_lose_a_line(data):
    check_total(SOURCE, data)
