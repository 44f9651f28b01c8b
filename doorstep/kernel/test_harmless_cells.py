"""What people typed is never computed by whoever opens the file."""

import csv
import io

import pytest

from doorstep.kernel.harmless_cells import harmless


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠1", "\u3000=1"]
)
def test_a_cell_that_a_spreadsheet_would_compute_is_made_text(text: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([harmless(text)])
    (row,) = csv.reader(io.StringIO(buffer.getvalue()))
    assert row == [f"'{text}"]


def test_plain_words_stay_as_they_are() -> None:
    assert [harmless(text) for text in ("路灯不亮", "3=3", "", "a-b", '"')] == ["路灯不亮", "3=3", "", "a-b", '"']
