from pathlib import Path

from otasuke.cli.demo.recording import write_recording


def test_the_same_recording_is_made_every_time(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()

    counts = [write_recording(tmp_path / name) for name in "ab"]

    assert counts[0] == counts[1] > 3_000
    for name in ("windows.ndjson", "utm.log"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_its_addresses_belong_to_nobody(tmp_path: Path) -> None:
    write_recording(tmp_path)
    text = (tmp_path / "windows.ndjson").read_text()

    assert "minorizaka.example" in text
    assert "203.0.113.77" in text
