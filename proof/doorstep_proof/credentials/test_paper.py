"""Whatever a stranger hands in as a PDF is looked through only so far, and unpacked only so far."""

import zlib

import pytest

from doorstep_proof.credentials import paper
from doorstep_proof.credentials.refusals import NotACredential

PICTURE = b"7 0 obj\n<< /Subtype /Image /Width 10 /Height 10 /FlateDecode >>\nstream\n%s\nendstream\n"


@pytest.mark.parametrize(
    "content",
    [b"<<" * 2**20, b"<<" * 1000 + b">>" + b" " * 2**20, b">> stream\n" * 200_000, b"obj<< >> stream\n" * 2**17],
)
def test_brackets_without_end_are_looked_through_only_so_far(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[bytes] = []
    head_of = paper._head

    def kept(content: bytes, end: int) -> bytes:
        heads.append(head_of(content, end))
        return heads[-1]

    monkeypatch.setattr(paper, "_head", kept)
    with pytest.raises(NotACredential):
        paper.attached_credential(b"%PDF-" + content)
    assert len(heads) <= paper.MOST_STREAMS
    assert all(len(head) <= paper.LONGEST_HEAD for head in heads)
    assert not {"*", "+"} & set(paper.STREAM.pattern.decode()), "each place is looked at once, not as far as blanks go"


def test_all_pictures_together_unpack_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "MOST_UNPACKED", 2500)
    content = b"%PDF-" + PICTURE % zlib.compress(bytes(1000)) * 10
    assert [len(raw) for _width, _height, raw in paper.pictures(content)] == [1000, 1000]


def test_what_breaks_off_is_paid_for_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "MOST_UNPACKED", 2500)
    monkeypatch.setattr(paper, "PIECE", 300)
    whole = zlib.compress(bytes(1000))
    broken, good = PICTURE % (whole[:-1] + b"x"), PICTURE % whole
    assert [len(raw) for _width, _height, raw in paper.pictures(b"%PDF-" + broken + good)] == [1000]
    assert list(paper.pictures(b"%PDF-" + broken * 2 + good)) == []


def test_a_dictionary_is_that_of_its_own_object() -> None:
    other = b"6 0 obj\n<< /Subtype /Image /Width 99 /Height 99 >>\nendobj\n"
    (found,) = paper.pictures(b"%PDF-" + other + PICTURE % zlib.compress(b"x" * 100))
    assert found == (10, 10, b"x" * 100)
