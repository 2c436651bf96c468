"""What lies beside logs in folders and archives, and is no log: pictures, documents, programs."""

from __future__ import annotations

from pathlib import PurePosixPath

_MAGIC = {
    b"GMBU": "packet capture of Network Monitor, which is not read",
    b"\x89PNG\r\n\x1a\n": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"%PDF-": "PDF document",
    b"MZ": "Windows program",
    b"\x7fELF": "Linux program",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "Office document or installer",
    b"SQLite format 3\0": "database",
    b"PAR1": "Parquet table",
    b"7z\xbc\xaf\x27\x1c": "7-Zip archive, which is not opened",
    b"Rar!": "RAR archive, which is not opened",
    b"BZh": "bzip2 file, which is not opened",
    b"\xfd7zXZ\0": "xz file, which is not opened",
    b"PK\x05\x06": "empty zip archive",
    b"MDMP": "memory dump",
    b"PAGEDU": "memory dump",
    b"regf": "registry hive",
}
_LOG_SUFFIXES = (".log", ".json", ".jsonl", ".evtx", ".csv")
_SUFFIXES = {
    ".md": "documentation",
    ".rst": "documentation",
    ".adoc": "documentation",
    ".htm": "documentation",
    ".html": "documentation",
    ".py": "program text",
    ".ps1": "program text",
    ".sh": "program text",
    ".yml": "configuration or rule",
    ".yaml": "configuration or rule",
    ".toml": "configuration or rule",
    ".ini": "configuration or rule",
    ".svg": "picture",
    ".ico": "picture",
}
_DOCUMENTS = ("license", "licence", "readme", "copying", "notice", "changelog", "authors", "contributing")
_NAMES = {
    ".gitignore": "configuration or rule",
    ".ds_store": "macOS folder settings",
    "thumbs.db": "picture",
    "desktop.ini": "configuration or rule",
}


def why_not_a_log(name: str, head: bytes, *, is_named: bool) -> str | None:
    """What the input is instead of a log; None if it may be one.

    head      its beginning, which decides for binary files.
    is_named  the user asked for this very file: then its name does not exclude it.
    """
    if not head:
        return "empty"
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return f"not a log: {kind}"
    if is_named:
        return None
    path = PurePosixPath(name.rpartition("!")[2])
    if "__MACOSX" in path.parts or path.name.startswith("._"):
        return "not a log: macOS resource fork"
    stem = path.name.lower().partition(".")[0]
    suffix = path.suffix.lower()
    if stem in _DOCUMENTS and suffix not in _LOG_SUFFIXES:
        return "not a log: documentation"
    by_name = _NAMES.get(path.name.lower()) or _SUFFIXES.get(suffix)
    return f"not a log: {by_name}" if by_name else None
