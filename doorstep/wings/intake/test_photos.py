"""Photos are kept sealed, attached by whoever names them, and forgotten when nobody does."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from doorstep.adapters.files.memory import FilesInMemory
from doorstep.kernel.actor import ANONYMOUS
from doorstep.kernel.refusals import CaseNotFound, FormRefused
from doorstep.store.cases.models import Attachment
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.wings.intake.photos import find_photo, forget_orphans, keep_photos, open_photo
from doorstep.wings.intake.services import take_word

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_memory")]


def upload(colour: str = "red") -> SimpleUploadedFile:
    raw = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(raw, "JPEG")
    return SimpleUploadedFile("a.jpg", raw.getvalue())


def keep(*uploads: SimpleUploadedFile, already: tuple[str, ...] = ()) -> list[str]:
    return keep_photos(uploads, already=already, field="photos", uploaded_by="resident", now=NOW)


def report(photos: list[str]) -> Opened:
    return take_word(
        what="灯坏了",
        place="510181901901",
        photos=photos,
        actor=ANONYMOUS,
        channel="web",
        reporter=Reporter(),
        key=None,
        now=NOW,
    )


def test_a_photo_is_sealed_where_it_lies_and_opens_again(files_in_memory: FilesInMemory) -> None:
    keep(upload())
    row = Attachment.objects.get()
    assert b"\xff\xd8\xff" not in files_in_memory.read(row.stored_as)[:64]
    assert open_photo(find_photo(row.id)).startswith(b"\xff\xd8\xff")
    assert row.case_id is None


def test_what_was_kept_before_comes_first_and_the_same_photo_counts_once() -> None:
    (first,) = keep(upload())
    assert keep(upload(), upload("blue"), already=(first,))[0] == first
    assert len(keep(upload(), upload())) == 1


def test_the_seventh_photo_is_one_too_many() -> None:
    with pytest.raises(FormRefused):
        keep(*[upload()] * 7)
    assert not Attachment.objects.exists()


def test_one_bad_file_keeps_none() -> None:
    with pytest.raises(FormRefused):
        keep(upload(), SimpleUploadedFile("b.jpg", b"<script>"))
    assert not Attachment.objects.exists()


def test_two_people_may_send_the_same_picture() -> None:
    one, other = keep(upload()), keep(upload())
    assert one == other
    first, second = report(one), report(other)
    assert Attachment.objects.filter(case_id=first.case_id).count() == 1
    assert Attachment.objects.filter(case_id=second.case_id).count() == 1


def test_what_nobody_attached_is_forgotten_after_a_day(files_in_memory: FilesInMemory) -> None:
    report(keep(upload()))
    keep(upload("blue"))
    orphan = Attachment.objects.get(case=None)
    assert forget_orphans(now=NOW + timedelta(hours=23)) == 0
    assert forget_orphans(now=NOW + timedelta(hours=25)) == 1
    with pytest.raises(CaseNotFound):
        find_photo(orphan.id)
    assert Attachment.objects.exclude(case=None).get().erased_at is None


def test_what_is_private_in_an_old_case_is_erased_and_the_chain_stays_whole(files_in_memory: FilesInMemory) -> None:
    from doorstep.adapters.files import FileLost
    from doorstep.store.cases.acting import act
    from doorstep.store.cases.models import Receipt, SealedText
    from doorstep.store.cases.verifying import Report, verify
    from doorstep.wings.intake.forgetting import forget_persons
    from tests.cast import resident

    opened, young = report(keep(upload())), report([])
    for one, closed in ((opened, NOW), (young, NOW + timedelta(days=900))):
        act(case_id=one.case_id, verb="withdraw", form={"reason": "好了"}, actor=resident(one.case_id), now=closed)
    stored = Attachment.objects.get().stored_as
    later = NOW + timedelta(days=1096)
    assert forget_persons(now=later) == 1
    assert forget_persons(now=later) == 0
    assert not SealedText.objects.filter(case_id=opened.case_id).exclude(cipher=None).exists()
    assert SealedText.objects.filter(case_id=young.case_id).exclude(cipher=None).count() == 2
    assert Receipt.objects.get(case_id=opened.case_id).phone_hash is None
    with pytest.raises(FileLost):
        files_in_memory.read(stored)
    assert list(verify(Report())) == []
