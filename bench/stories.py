"""Tell the four stories with other companies, days, names and clocks, and live quiet weeks at the same companies. Prints JSON lines.

    bench/stories.py [--seeds 1-12] [--days 28]

For each telling and truth: the colour, how many seconds after the first certain evidence the message went out, and who was told besides.
For each company: how many matters interrupted it in so many days in which only ordinary life happens.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from otasuke.cli.advice import read_folder
from otasuke.cli.demo import CONTENT, scan_logs
from otasuke.cli.demo.story import play
from otasuke.demo.matters import Matter, fold
from otasuke.demo.stories.script import Shown
from otasuke.demo.stories.shelf import STORIES, story
from otasuke.demo.telling import Played


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1-12", help="first and last (default 1-12)")
    parser.add_argument("--days", type=int, default=28, help="quiet days, 0 for none (default 28)")
    options = parser.parse_args()
    first, _, last = options.seeds.partition("-")
    for number in STORIES:
        for seed in range(int(first), int(last or first) + 1):
            where = {"story": number, "seed": seed}
            for one in played(story(number, seed)):
                for row in told(one):
                    print(json.dumps({**where, **row}, ensure_ascii=False), flush=True)
            for one in played(story(number, seed), days=options.days) if options.days else ():
                print(json.dumps({**where, **disturbed(one)}, ensure_ascii=False), flush=True)


def played(shown: Shown, *, days: int | None = None) -> list[Played]:
    """The story; with days, so many of ordinary life instead."""
    book = read_folder(str(CONTENT / "advice"))
    with tempfile.TemporaryDirectory() as folder:
        if days is None:
            return list(play(shown, Path(folder), scan_logs, book=book, language="ja"))
        quiet = play(
            shown, Path(folder), scan_logs, book=book, language="ja", is_quiet=True, days_before=days - 1, life=True
        )
        return list(quiet)


def told(one: Played) -> Iterator[dict[str, object]]:
    """What was found of each truth."""
    matters = {matter.device: matter for matter in fold(one.told)}
    besides = {device for device, matter in matters.items() if matter.is_interrupting}
    besides -= {truth.device for truth in one.part.truths}
    for truth in one.part.truths:
        matter = matters.get(truth.device)
        yield {
            "company": one.member.title("ja"),
            "mail": one.member.mail.value,
            "device": truth.device,
            "colour": matter.colour.value if matter else "",
            "is_right": bool(matter and matter.colour is truth.colour),
            "delay_s": (matter.first.at - truth.certain_at).total_seconds() if matter else None,
            "besides": sorted(besides),
        }


def disturbed(one: Played) -> dict[str, object]:
    """The matters that interrupted somebody."""
    matters: list[Matter] = [matter for matter in fold([*one.before, *one.told]) if matter.is_interrupting]
    titles = sorted({matter.leading.title for matter in matters})
    return {"company": one.member.title("ja"), "interrupted": len(matters), "by": titles}


if __name__ == "__main__":
    main()
