"""Fetches the pictures of a report from the platform, after it was opened, and adds them to the case in the reporter's name.

A picture that cannot be had is counted as lost with its reason, and the reporter is told. Runs as a job, and bears being run twice.
"""

import logging
from datetime import UTC, datetime
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections, transaction

from doorstep.adapters.wechat import Platform, PlatformRefused, PlatformSilent
from doorstep.doors.wechat.accounts import platform
from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.store.cases.acting import act
from doorstep.store.jurisdictions.current import serving
from doorstep.store.sealing import unseal
from doorstep.wings.chat import phrases, services
from doorstep.wings.chat.models import Picture
from doorstep.wings.intake.photos import keep_photos

log = logging.getLogger(__name__)


def fetch_pictures(*, town: str, case_id: str) -> None:
    """All that wait for this case. Raises PlatformSilent to be tried again."""
    close_old_connections()
    with serving(town):
        fetch(UUID(case_id), platform=platform(), now=datetime.now(UTC))


def fetch(case_id: UUID, *, platform: Platform | None, now: datetime) -> None:
    """The same, in the town being served; `platform` is None while the channel is off."""
    # What was erased meanwhile, since somebody took their consent back, is left where it is.
    named = Picture.objects.filter(case_id=case_id, state=Picture.WAITING, media_cipher__isnull=False)
    waiting = list(named.order_by("id"))
    if not waiting:
        return
    if platform is None:
        raise PlatformSilent("off")
    fetched, lost = _fetched(platform, waiting, now)
    address = next((unseal(bytes(one.address_cipher)) for one in waiting if one.address_cipher), "")
    with transaction.atomic():
        refused = _add(case_id, list(fetched.values()), now) if fetched else ""
        for picture in waiting:
            if picture.pk in fetched:
                services.settle(picture, fault=refused)
            elif fault := lost.get(picture.pk, ""):
                services.settle(picture, fault=fault)
    if lost and address:
        _tell(platform, address)
    if len(fetched) + len(lost) < len(waiting):
        raise PlatformSilent(f"{len(waiting) - len(fetched) - len(lost)}")


def _fetched(platform: Platform, waiting: list[Picture], now: datetime) -> tuple[dict[int, str], dict[int, str]]:
    """Digests by picture, and reasons by picture; those in neither are to be tried again."""
    fetched: dict[int, str] = {}
    lost: dict[int, str] = {}
    for picture in waiting:
        assert picture.media_cipher is not None
        try:
            content = platform.picture(unseal(bytes(picture.media_cipher)))
            upload = SimpleUploadedFile(f"{picture.pk}.jpg", content)
            (fetched[picture.pk],) = keep_photos([upload], field="photos", uploaded_by=picture.channel, now=now)
        except PlatformSilent as silent:
            picture.tries += 1
            picture.save(update_fields=["tries"])
            if picture.tries >= services.MOST_TRIES:
                lost[picture.pk] = f"silent {silent}"
        except PlatformRefused as refused:
            lost[picture.pk] = f"refused {refused}"
        except FormRefused as refused:
            lost[picture.pk] = ", ".join(fault.code for fault in refused.faults.values())
    return fetched, lost


def _add(case_id: UUID, digests: list[str], now: datetime) -> str:
    """ "" when they were added; else why not: a case that was withdrawn meanwhile takes nothing, however often one tries."""
    form = {"words": phrases.SENT_BY_MESSENGER.zh, "photos": list(dict.fromkeys(digests))}
    reporter = Actor(kind="resident", receipts=frozenset({case_id}))
    try:
        with transaction.atomic():
            act(case_id=case_id, verb="add", form=form, actor=reporter, now=now, key=f"pictures:{case_id}:{digests[0]}")
    except Refusal as refusal:
        return refusal.code
    return ""


def _tell(platform: Platform, address: str) -> None:
    try:
        platform.say(address, phrases.PICTURE_LOST.zh)
    except (PlatformSilent, PlatformRefused) as failed:
        log.warning("a reporter could not be told that a picture was lost: %s", failed)
