"""What no signature could hold is no JSON here."""

import pytest

from doorstep_proof.credentials.strict_json import read
from doorstep_proof.receipts import ReceiptMalformed, check_receipt
from doorstep_proof.refusals import Malformed


@pytest.mark.parametrize("text", [r'"\ud800"', r'{"a": ["\uDFFF"]}', r'{"\ud83d": 1}', b'"\xed\xa0\x80"'])
def test_half_a_letter_is_refused(text: str | bytes) -> None:
    with pytest.raises(Malformed):
        read(text)


def test_whole_letters_are_read_however_they_are_written() -> None:
    assert read(r'"\ud83d\ude00\u4e2d"') == "😀中" == read('"😀中"') == read('\ufeff"😀中"'.encode())


def test_a_receipt_with_half_a_letter_is_no_receipt() -> None:
    with pytest.raises(ReceiptMalformed):
        check_receipt(rb'{"format": "doorstep-receipt/v1", "checkpoint": "\ud800"}')
