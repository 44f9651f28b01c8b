"""The report of faults, as whoever mends the file opens it."""

import csv

import pytest

from doorstep.wings.transfer.reports import _csv


@pytest.mark.parametrize("text", ["=1+1", "\u3000=1", "＝1"])
def test_what_stood_in_the_file_is_no_formula_in_the_report_of_its_faults(text: str) -> None:
    made = _csv(iter([(2, "反映内容", text, "没有导入", "改对再导入。")]))
    assert next(csv.reader(made.decode("utf-8-sig").splitlines()[1:]))[2] == f"'{text}"
