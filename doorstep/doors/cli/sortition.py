"""`doorstep sortition commit|draw …`: draws people from a roll (CSV) by strata; the seed is committed to before and revealed after.

doorstep sortition commit --seed "…" --nonce "…" ROLL.csv      publish what it prints, before
doorstep sortition draw --seed "…" --nonce "…" --commitment … --seats 12 --by street,age ROLL.csv
"""

import argparse
import csv
import io
import json
from pathlib import Path

from doorstep.kernel.voting.sortition import (
    Draw,
    DrawRefused,
    Entry,
    check_commitment,
    commitment,
    draw,
    roll_digest,
)
from doorstep.kernel.words import Words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, the roll, the seed."""
    parser.add_argument("what", choices=["commit", "draw"])
    parser.add_argument("roll", type=Path, help="CSV in UTF-8 with a column “key”; every other column may name strata")
    parser.add_argument("--seed", required=True)
    parser.add_argument("--nonce", required=True)
    parser.add_argument("--commitment", help="as published before; refused when it does not fit")
    parser.add_argument("--seats", type=int)
    parser.add_argument("--by", default="", help="columns that make the strata: street,age")
    parser.add_argument("--substitutes", type=int, default=0, help="for each stratum")
    parser.add_argument("--excused", default="", help="keys of those who cannot serve: a,b")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", default="zh-hans", choices=["zh-hans", "en"])


def run(arguments: argparse.Namespace) -> int:
    """Prints the commitment, or the draw."""
    roll = _roll(arguments.roll, _listed(arguments.by))
    if arguments.what == "commit":
        print(f"SHA-256(seed ⏎ nonce)  {commitment(arguments.seed, arguments.nonce)}")
        print(f"SHA-256(roll)          {roll_digest(roll)}")
        return 0
    if not arguments.commitment or not arguments.seats:
        raise DrawRefused(
            why=Words(
                zh="要写明事先公布的承诺 --commitment 和名额 --seats",
                en="state the commitment published before, --commitment, and the seats, --seats",
            )
        )
    check_commitment(arguments.commitment, arguments.seed, arguments.nonce)
    drawn = draw(
        roll,
        seats=arguments.seats,
        seed=arguments.seed,
        substitutes=arguments.substitutes,
        excused=_listed(arguments.excused),
    )
    print(_as_json(drawn) if arguments.json else "\n".join(_lines(drawn, arguments.lang)))
    return 0


def _listed(said: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in said.split(",") if part.strip())


def _roll(path: Path, by: tuple[str, ...]) -> list[Entry]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError:
        raise DrawRefused(
            why=Words(
                zh=f"没有“{path.name}”这个文件，或者读不了", en=f"there is no file “{path.name}”, or it cannot be read"
            )
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DrawRefused(
            why=Words(zh=f"名册第 {line} 行不是 UTF-8 文字", en=f"line {line} of the roll is not UTF-8 text")
        ) from None
    rows = csv.DictReader(io.StringIO(text))
    for column in ("key", *by):
        if column not in (rows.fieldnames or ()):
            raise DrawRefused(why=Words(zh=f"名册没有“{column}”这一列", en=f"the roll has no column “{column}”"))
    found = []
    for row in rows:
        if None in row or None in row.values():
            raise DrawRefused(
                why=Words(
                    zh=f"名册第 {rows.line_num} 行的格数和表头不一样",
                    en=f"line {rows.line_num} of the roll has another number of fields than its header",
                )
            )
        found.append(Entry(key=row["key"].strip(), traits=tuple(row[column].strip() for column in by)))
    return found


def _lines(drawn: Draw, lang: str) -> list[str]:
    said = []
    for place in drawn.places:
        said.append(place.words.say(lang))
        said += [f"  {key}" for key in place.drawn]
        said += [f"  （候补）{key}" if lang != "en" else f"  (substitute) {key}" for key in place.substitutes]
    return [*said, f"SHA-256 {drawn.fingerprint}"]


def _as_json(drawn: Draw) -> str:
    data = {
        "seats": drawn.seats,
        "roll": drawn.roll,
        "seed": drawn.seed,
        "fingerprint": drawn.fingerprint,
        "strata": [
            {
                "stratum": list(place.stratum),
                "size": place.size,
                "due": str(place.due),
                "seats": place.seats,
                "drawn": list(place.drawn),
                "substitutes": list(place.substitutes),
                "zh": place.words.zh,
                "en": place.words.en,
            }
            for place in drawn.places
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)
