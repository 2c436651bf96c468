import os
import subprocess
import sys
from pathlib import Path

import pytest

from otasuke.cli.artefacts import Artefacts, cache_folder

SRC = Path(__file__).parents[2] / "src"


def test_the_named_folder_wins_over_the_one_of_the_desktop() -> None:
    named = cache_folder({"OTASUKE_CACHE": "/a/b", "XDG_CACHE_HOME": "/c"})

    assert named == Path("/a/b")


def test_the_folder_of_the_desktop_wins_over_the_home_folder_unless_it_is_relative() -> None:
    assert cache_folder({"XDG_CACHE_HOME": "/c"}) == Path("/c/otasuke")
    assert cache_folder({"XDG_CACHE_HOME": "c"}) == Path.home() / ".cache" / "otasuke"


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    artefacts = Artefacts(tmp_path / "not" / "there")

    artefacts.write("rules", "key", b"data")

    assert artefacts.read("rules", "key") == b"data"
    assert artefacts.read("rules", "other") is None


@pytest.mark.parametrize("damage", [b"", b"otasuke-kept-1\n", b"something else altogether", None])
def test_damaged_and_foreign_files_are_as_good_as_none(tmp_path: Path, damage: bytes | None) -> None:
    artefacts = Artefacts(tmp_path)
    artefacts.write("rules", "key", b"data" * 1000)
    file = tmp_path / "rules-key"

    file.write_bytes(file.read_bytes()[:-1] + b"x" if damage is None else damage)

    assert artefacts.read("rules", "key") is None


def test_an_unwritable_folder_is_said_once_and_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    artefacts = Artefacts(tmp_path / "file")

    artefacts.write("rules", "a", b"1")
    artefacts.write("rules", "b", b"2")

    assert capsys.readouterr().err.count("nothing can be kept") == 1
    assert artefacts.read("rules", "a") is None


def test_only_the_last_used_are_kept(tmp_path: Path) -> None:
    artefacts = Artefacts(tmp_path)

    for number in range(20):
        artefacts.write("rules", str(number), b"data")

    assert len(list(tmp_path.iterdir())) == 12


def test_processes_that_write_the_same_at_once_do_no_harm(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from otasuke.cli.artefacts import Artefacts\n"
        "for _ in range(30):\n"
        "    Artefacts(Path(sys.argv[1])).write('rules', 'key', sys.argv[2].encode() * 100000)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]

    writers = [subprocess.Popen([*command, letter], env={"PYTHONPATH": str(SRC)}) for letter in "ab"]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        seen.add(Artefacts(tmp_path).read("rules", "key"))

    assert [writer.returncode for writer in writers] == [0, 0]
    assert seen | {Artefacts(tmp_path).read("rules", "key")} <= {None, b"a" * 100_000, b"b" * 100_000}
    assert [path.name for path in tmp_path.iterdir()] == ["rules-key"]


def test_who_wants_the_same_waits_and_finds_it(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from otasuke.cli.artefacts import Artefacts\n"
        "one = Artefacts(Path(sys.argv[1]))\n"
        "with one.alone('kernel'):\n"
        "    print(one.read('kernel', 'key'))\n"
    )
    with Artefacts(tmp_path).alone("kernel"):
        command = [sys.executable, "-c", code, str(tmp_path)]
        other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(SRC)})
        Artefacts(tmp_path).write("kernel", "key", b"compiled")

    assert other.communicate(timeout=30)[0] == "b'compiled'\n"


def test_where_nothing_can_be_kept_nobody_waits(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    nowhere = Artefacts(tmp_path / "file" / "below")
    with nowhere.alone("kernel"), nowhere.alone("kernel"):
        reached = True

    assert reached
