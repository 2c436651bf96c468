import pytest

from otasuke.normalise.endpoint.platform import platform_named, platform_of_path


@pytest.mark.parametrize(
    ("path", "platform"),
    [
        ("C:\\Windows\\notepad.exe", "windows"),
        ("/usr/bin/curl", "linux"),
        ("/Applications/Safari.app/Contents/MacOS/Safari", "macos"),
        ("", "windows"),
    ],
)
def test_a_path_tells_the_platform(path, platform):
    assert platform_of_path(path) == platform


def test_a_name_tells_it_better_than_a_path():
    names = ["Windows10", "macOS", "darwin", "ubuntu", ""]

    assert [platform_named(name, ["", "/usr/bin/x"]) for name in names] == [
        "windows",
        "macos",
        "macos",
        "linux",
        "linux",
    ]
