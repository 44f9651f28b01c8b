"""A museum of bad receipts: each file is named for its sin, refused by name and in words of both languages."""

from pathlib import Path

import pytest

from doorstep_proof.checkpoints import CheckpointMalformed, OtherLog
from doorstep_proof.cli import main
from doorstep_proof.merkle import NotIncluded
from doorstep_proof.notes import KeyMalformed, NoteMalformed, NotSigned, SignatureForged, read_vkey
from doorstep_proof.receipts import (
    ChainBroken,
    KeyNotTrusted,
    OtherCase,
    ReceiptMalformed,
    WordsAltered,
    check_receipt,
)
from doorstep_proof.refusals import NotProven
from doorstep_proof.saying import refusal_words

HERE = Path(__file__).parent / "receipts"
TOWN = "town.example/log+33ea0c60+AWa+fjMsekUzMr2dCn99sFX1xe8aBq2mbZizn7aBDEc6"
AUDIT = "audit.example+f28a80de+BAtROtm0kkAVygkC7QeQRNOsXb7CMG8GlIwQ2o62458t"
SINS: dict[str, type[NotProven]] = {
    "a_field_is_missing": ReceiptMalformed,
    "a_field_nobody_knows": ReceiptMalformed,
    "a_hash_of_the_proof_is_not_32_bytes": NotIncluded,
    "a_key_with_a_wrong_number": KeyMalformed,
    "a_name_twice": ReceiptMalformed,
    "a_step_was_replaced": ChainBroken,
    "an_event_of_another_case": OtherCase,
    "another_format": ReceiptMalformed,
    "no_blank_line_before_the_signatures": NoteMalformed,
    "no_events_at_all": ReceiptMalformed,
    "not_even_json": ReceiptMalformed,
    "signed_and_keyed_by_a_stranger": KeyNotTrusted,
    "signed_by_a_stranger_only": NotSigned,
    "the_checkpoint_of_another_log": OtherLog,
    "the_document_was_changed": NotIncluded,
    "the_index_is_a_text": ReceiptMalformed,
    "the_index_is_another": NotIncluded,
    "the_index_is_beyond_the_end": NotIncluded,
    "the_proof_goes_on_too_long": NotIncluded,
    "the_proof_is_cut_short": NotIncluded,
    "the_root_was_changed": SignatureForged,
    "the_salt_is_another": NotIncluded,
    "the_same_event_twice": ReceiptMalformed,
    "the_signature_is_forged": SignatureForged,
    "the_size_has_a_leading_zero": CheckpointMalformed,
    "the_size_was_changed": SignatureForged,
    "the_witness_time_was_changed": SignatureForged,
    "the_witness_used_another_key": SignatureForged,
    "the_words_were_changed": WordsAltered,
}


def test_every_exhibit_is_listed() -> None:
    assert {path.stem for path in HERE.glob("*.json")} == {"good", *SINS}


@pytest.mark.parametrize("sin", SINS)
def test_it_is_refused_for_its_sin(sin: str) -> None:
    raw = (HERE / f"{sin}.json").read_bytes()
    with pytest.raises(NotProven) as refused:
        check_receipt(raw, log=[read_vkey(TOWN)], witnesses=[read_vkey(AUDIT)])
    assert type(refused.value) is SINS[sin]
    assert refusal_words(refused.value, "zh")
    assert refusal_words(refused.value, "en").isascii()


def test_the_good_one_is_proven_and_said_in_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    good = str(HERE / "good.json")
    assert main(["check", good, "--key", TOWN, "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "3 步留痕都在存证日志里" in said
    assert "audit.example 在 2026-11-22 03:00:00" in said
    assert "核对公钥" not in said
    assert main(["check", good, "--lang", "en"]) == 0
    assert "Compare this key" in capsys.readouterr().out


def test_the_command_says_why_not_and_answers_with_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(HERE / "the_words_were_changed.json"), "--lang", "zh"]) == 1
    assert "原话和当时记下的对不上" in capsys.readouterr().out
    assert main(["check", str(HERE / "nowhere.json")]) == 2
    assert main(["check", str(HERE / "good.json"), "--key", "nonsense"]) == 2
