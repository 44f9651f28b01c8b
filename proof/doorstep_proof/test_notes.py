"""Signed notes, checkpoints, cosignatures: the specification's own examples, and what has to be refused."""

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doorstep_proof.checkpoints import (
    Checkpoint,
    CheckpointMalformed,
    OtherLog,
    _message,
    cosign,
    cosignatures,
    open_checkpoint,
    read_checkpoint,
)
from doorstep_proof.merkle import EMPTY, leaf_hash
from doorstep_proof.notes import (
    COSIGNATURE,
    ED25519,
    MLDSA44,
    KeyMalformed,
    Note,
    NoteMalformed,
    NotSigned,
    SignatureForged,
    Verifier,
    check_signed,
    mldsa,
    read_note,
    read_vkey,
    sign,
)

VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
COSIGNED = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LOG, WITNESS = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))


def verifier(name: str, key: Ed25519PrivateKey, kind: int) -> Verifier:
    return Verifier(name=name, kind=kind, public=key.public_key().public_bytes_raw())


TOWN = verifier("town.example/log", LOG, ED25519)
AUDIT = verifier("audit.example", WITNESS, COSIGNATURE)


def checkpoint_note(size: int = 7, origin: str = "town.example/log") -> Note:
    text = Checkpoint(origin=origin, size=size, root=leaf_hash(b"root")).text()
    return Note(text=text, signatures=(sign(text, name="town.example/log", key=LOG),))


def test_the_example_of_the_specification_is_believed() -> None:
    key = read_vkey(VKEY)
    assert key.spelled() == VKEY
    assert check_signed(read_note(EXAMPLE.encode()), [key]) == [key]
    assert read_note(EXAMPLE.encode()).spelled() == EXAMPLE


def test_the_example_of_a_cosigned_checkpoint_is_read_as_it_stands() -> None:
    note = read_note(COSIGNED.encode())
    assert read_checkpoint(note.text).size == 20852163
    assert note.spelled() == COSIGNED
    assert int.from_bytes(note.signatures[1].content[:8], "big") == 1679315147


@pytest.mark.parametrize(
    "vkey",
    [
        VKEY.replace("530d903a", "530d903b"), VKEY.replace("530d903a", "530D903A"), VKEY[:-1], VKEY + "=", VKEY.replace("/foo", " foo"),
        "name", "a+b+c", "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", VKEY.replace("+Ae", "+Be"), "",
    ],
)  # fmt: skip
def test_a_key_that_is_not_written_exactly_so_is_refused(vkey: str) -> None:
    with pytest.raises(KeyMalformed):
        read_vkey(vkey)


@pytest.mark.parametrize(
    "raw",
    [
        EXAMPLE[:-1], EXAMPLE.replace("\n\n", "\n"), EXAMPLE.replace("— ", "- "), EXAMPLE.replace("— ", "—"), EXAMPLE + "\n",
        EXAMPLE.replace("message", "mess\tage"), EXAMPLE.replace("\n", "\r\n"), EXAMPLE.replace("aQM=", "aQM"),
        EXAMPLE.replace("aQM=", "aQN="), EXAMPLE.replace("foo Uw", "foo  Uw"), EXAMPLE.replace("com/foo", "com/f+o"),
        EXAMPLE.replace("com/foo", "com/f\u3000o"), EXAMPLE.split("—", maxsplit=1)[0], "", "\n\n", EXAMPLE + "— x AAAA\n",
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(raw: str) -> None:
    with pytest.raises(NoteMalformed):
        read_note(raw.encode())


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(NoteMalformed):
        read_note(EXAMPLE.encode().replace(b"example message", b"example \xff"))


def test_the_text_may_hold_empty_lines() -> None:
    text = "一\n\n二\n"
    note = Note(text=text, signatures=(sign(text, name="town.example/log", key=LOG),))
    assert read_note(note.spelled().encode()) == note
    check_signed(note, [TOWN])


def test_a_changed_text_and_a_forged_signature_are_named() -> None:
    note = checkpoint_note()
    changed = Note(text=note.text.replace("7", "8"), signatures=note.signatures)
    with pytest.raises(SignatureForged):
        check_signed(changed, [TOWN])


def test_a_signature_of_an_unknown_key_counts_for_nothing() -> None:
    note = checkpoint_note()
    stranger = verifier("town.example/log", WITNESS, ED25519)
    with pytest.raises(NotSigned):
        check_signed(note, [stranger])
    both = Note(text=note.text, signatures=(sign(note.text, name="town.example/log", key=WITNESS), *note.signatures))
    assert check_signed(both, [TOWN]) == [TOWN]


def test_sixteen_signatures_and_more_are_read() -> None:
    note = checkpoint_note()
    many = Note(text=note.text, signatures=note.signatures * 20)
    assert len(read_note(many.spelled().encode()).signatures) == 20


@pytest.mark.parametrize(
    "text",
    [
        "o\n1\n", "o\n01\nX\n", "o\n-1\nX\n", "o\n+1\nX\n", "\n1\nX\n", "o\n1\nX", "o\n1\n" + "A" * 44 + "\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n", "o\n٣\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n9999999999999999999\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "o\n0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointMalformed):
        read_checkpoint(text)


def test_the_empty_log_has_a_checkpoint_and_extensions_are_kept() -> None:
    for checkpoint in (
        Checkpoint(origin="o", size=0, root=EMPTY),
        Checkpoint(origin="o", size=3, root=leaf_hash(b""), extensions=("x", "y")),
    ):
        assert read_checkpoint(checkpoint.text()) == checkpoint


def test_a_checkpoint_of_another_log_is_refused_though_the_key_is_right() -> None:
    with pytest.raises(OtherLog):
        open_checkpoint(checkpoint_note(origin="other.example/log").spelled().encode(), log=[TOWN])


def test_a_witness_is_believed_and_the_time_is_part_of_what_it_signs() -> None:
    note = checkpoint_note()
    line = cosign(note, name="audit.example", key=WITNESS, now=NOW)
    opened = open_checkpoint(
        Note(text=note.text, signatures=(*note.signatures, line)).spelled().encode(), log=[TOWN], witnesses=[AUDIT]
    )
    assert [(one.witness, one.at) for one in opened.cosigned] == [(AUDIT, NOW)]
    later = (int(NOW.timestamp()) + 1).to_bytes(8, "big") + line.content[8:]
    moved = Note(text=note.text, signatures=(type(line)(name=line.name, id=line.id, content=later),))
    with pytest.raises(SignatureForged):
        cosignatures(moved, [AUDIT])


def test_a_witness_with_another_key_is_not_counted() -> None:
    note = checkpoint_note()
    line = cosign(note, name="audit.example", key=LOG, now=NOW)
    assert cosignatures(Note(text=note.text, signatures=(line,)), [AUDIT]) == []
    claimed = type(line)(name=line.name, id=AUDIT.id, content=line.content)
    with pytest.raises(SignatureForged):
        cosignatures(Note(text=note.text, signatures=(claimed,)), [AUDIT])


PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
SEED = "YEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ANSWER = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
BY_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
BY_ENOCH = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"


def test_the_notes_of_others_are_made_byte_by_byte_and_believed() -> None:
    """Those of Go's `sumdb/note`."""
    peter, enoch = read_vkey(PETER), read_vkey(ENOCH)
    secret = Ed25519PrivateKey.from_private_bytes(base64.b64decode("A" + SEED)[1:])
    assert Note(text=ANSWER, signatures=(sign(ANSWER, name="PeterNeumann", key=secret),)).spelled() == (
        f"{ANSWER}\n{BY_PETER}"
    )
    both = read_note(f"{ANSWER}\n{BY_PETER}{BY_ENOCH}".encode())
    assert check_signed(both, [peter]) == [peter]
    assert check_signed(both, [peter, enoch, enoch]) == [peter, enoch]
    twice = read_note(f"{ANSWER}\n{BY_PETER}{BY_PETER}{BY_ENOCH}".encode())
    assert check_signed(twice, [peter]) == [peter]
    with pytest.raises(SignatureForged):
        check_signed(read_note(f"{ANSWER}\n{BY_PETER[:60]}ABCD{BY_PETER[60:]}".encode()), [peter])
    with pytest.raises(NotSigned):
        check_signed(read_note(f"{ANSWER}\n{BY_PETER.replace('x08g', 'xxxx')}".encode()), [peter])
    for bad in (
        ANSWER, f"{ANSWER}\n", f"{ANSWER}\n{BY_PETER[:-1]}", f"\x01{ANSWER}\n{BY_PETER}", f"{ANSWER}\n{BY_PETER}Unexpected line.\n",
        f"{ANSWER}\n{BY_PETER.replace('PeterNeumann', 'Bad Name')}", f"{ANSWER}\n{BY_PETER * 101}",
    ):  # fmt: skip
        with pytest.raises(NoteMalformed):
            read_note(bad.encode())


def test_no_part_of_a_key_and_no_letter_changed_passes_for_it() -> None:
    wrong = [PETER[a:b] for a in range(len(PETER)) for b in range(a + 1, len(PETER) + 1) if b - a < len(PETER)]
    wrong += [PETER[:at] + chr(ord(sign) + 1) + PETER[at + 1 :] for at, sign in enumerate(PETER)]
    wrong += ["PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="]
    wrong += ["PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"]
    for vkey in wrong:
        with pytest.raises(KeyMalformed):
            read_vkey(vkey)


def test_a_cosigner_by_ml_dsa_signs_its_name_the_time_and_the_tree() -> None:
    secret = mldsa().MLDSA44PrivateKey.from_seed_bytes(bytes(range(32)))
    public = secret.public_key().public_bytes_raw()
    audit = Verifier(name="audit.example", kind=MLDSA44, public=public)
    assert read_vkey(audit.spelled()) == audit
    text = checkpoint_note().text
    assert _message(text, "audit.example", MLDSA44, 5) == (
        b"subtree/v1\n\0\x0daudit.example" + (5).to_bytes(8, "big") + b"\x10town.example/log" + bytes(8)
        + (7).to_bytes(8, "big") + leaf_hash(b"root")
    )  # fmt: skip
    line = cosign(checkpoint_note(), name="audit.example", key=secret, now=NOW)
    assert len(line.content) == 2428
    whole = Note(text=text, signatures=(*checkpoint_note().signatures, line, line))
    opened = open_checkpoint(whole.spelled().encode(), log=[TOWN], witnesses=[audit, AUDIT, audit])
    assert [(one.witness, one.at) for one in opened.cosigned] == [(audit, NOW)]
    other = checkpoint_note(size=8).text
    for note in (
        Note(text=other, signatures=(line,)),
        Note(text=text, signatures=(replace(line, content=bytes(8) + line.content[8:]),)),
        Note(text=text, signatures=(replace(line, content=line.content[:72]),)),
    ):
        with pytest.raises(SignatureForged):
            cosignatures(note, [audit])
