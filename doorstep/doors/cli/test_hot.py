"""A plain file of messages comes back with its hot issues: the same bytes every time, whatever is wrong with a row said by its number."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from doorstep.doors.cli.message_rows import Columns, RowsRefused, read_messages, read_time

MIXING = (
    "丽景新城旁边的混凝土搅拌站夜里施工，粉尘和噪音让人睡不着",
    "丽景新城小区附近建了搅拌站，灰尘大噪音大",
    "投诉丽景新城附近搅拌站，整夜噪音，粉尘飘进家里",
    "丽景新城北门外搅拌站粉尘污染，窗户都不敢开",
)
PARKING = ("和苑二期捆绑销售车位，不买车位不给签合同", "投诉和苑二期开发商强制捆绑车位", "和苑二期买房必须买车位合法吗")
OTHERS = ("菜市场门口的垃圾桶三天没人清运了", "公交站台的玻璃碎了一地", "河边的护栏断了两根", "路口红绿灯坏了没人修")


def rows(path: Path, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.writer(file)
        out.writerow(["who", "when", "标题", "said"])
        for turn, text in enumerate((*MIXING, *PARKING, *OTHERS), start=1):
            out.writerow([f"p{turn}", f"2026/3/{turn} 08:00", text[:12], text])
        out.writerow(["p99", "去年", "", "看不懂的时间"])
    return path


def run(source: Path, out: Path) -> str:
    given = ["--rows", str(source), "--text", "said", "--person", "who", "--at", "when", "--out", str(out)]
    code = f"import sys; from doorstep.doors.cli.main import main; sys.exit(main(['hot', *{given!r}]))"
    seed = {**os.environ, "PYTHONHASHSEED": str(len(str(out)))}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=seed).stdout


def test_a_plain_file_gives_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    source = rows(tmp_path / "rows.csv")
    said = run(source, tmp_path / "a.csv")
    run(source, tmp_path / "another.csv")
    assert "第 12 行" in said
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "another.csv").read_bytes()
    written = list(csv.DictReader((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["cluster"] for row in written] == ["1"] * 4 + ["2"] * 3 + [""] * 4


def test_a_file_in_gb18030_is_read_and_one_without_the_column_is_refused(tmp_path: Path) -> None:
    source = rows(tmp_path / "rows.csv", "gb18030")
    assert len(read_messages(source, Columns(text="said", person="who", at="when")).messages) == 11
    with pytest.raises(RowsRefused, match="没有叫“谁”的列"):
        read_messages(source, Columns(text="said", person="谁", at="when"))


def test_dates_are_read_as_people_and_spreadsheets_write_them() -> None:
    assert read_time("2019/2/28 11:25:05") == read_time("2019-02-28 11:25:05")
    assert read_time("43524.5") == read_time("2019年2月28日 12:00")
    assert read_time("2019-13-40") is None
