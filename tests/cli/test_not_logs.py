import pytest

from otasuke.cli.not_logs import why_not_a_log


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("x/README.md", b"# Title"),
        ("a.zip!LICENSE", b"MIT"),
        ("LICENSE.GPL", b"GPL"),
        ("capture.log", b"GMBU\0\2"),
        ("screen.json", b"\x89PNG\r\n\x1a\n"),
        ("a.zip!__MACOSX/._x.json", b"\0\x05\x16\x07"),
        ("empty.log", b""),
    ],
)
def test_what_lies_beside_logs_is_told_apart(name: str, head: bytes) -> None:
    assert why_not_a_log(name, head, is_named=False)


@pytest.mark.parametrize(
    ("name", "head"), [("a.log", b"text"), ("licenses.log", b"x"), ("license.json", b"{}"), ("noname", b"{}")]
)
def test_what_may_be_a_log_is_read(name: str, head: bytes) -> None:
    assert why_not_a_log(name, head, is_named=False) is None


def test_a_file_that_was_asked_for_is_judged_by_its_content_alone() -> None:
    assert why_not_a_log("README.md", b"text", is_named=True) is None
    assert why_not_a_log("a.log", b"%PDF-1.7", is_named=True) == "not a log: PDF document"
