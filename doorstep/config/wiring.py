"""Connects wings to events and adapters to the house. The only list of what is connected to what."""

from functools import cache
from importlib import import_module
from pathlib import Path

from django.conf import settings

from doorstep.adapters import files, signer, sms, webhooks
from doorstep.adapters.files.folder import FilesInFolder
from doorstep.adapters.signer.folder import KeyFolder
from doorstep.adapters.sms.gateway import SmsGateway
from doorstep.adapters.sms.printing import PrintedSms
from doorstep.adapters.webhooks.posting import HttpPoster
from doorstep.store import filling
from doorstep.store.cases import following, hearing, sending, telling

WINGS_THAT_HEAR = (
    "catalogue",
    "joint",
    "dispatch",
    "outbox",
    "publication",
    "escalation",
    "whistles",
    "callbacks",
    "allowance",
    "rates",
    "relay",
    "suggestions",
    "triage",
    "voting",
    "deliberation",
    "projects",
    "resources",
)


WINGS_THAT_FILL = ("catalogue", "rights")
WINGS_THAT_FOLLOW = (
    "deliberation",
    "projects",
    "voting",
    "rights",
    "resources",
    "judging",
)  # write their own rows in the transaction of a step
WINGS_THAT_ARE_ASKED = ("catalogue",)  # before a case is sent to a unit
WINGS_THAT_KEEP_A_BOOK = ("voting", "deliberation")  # of people whom only they know


def connect() -> None:
    """Once, when Django is ready."""
    files.use(FilesInFolder(settings.FILES))
    signer.use(_signer())
    sms.use(SmsGateway(url=settings.SMS_URL, token=settings.SMS_TOKEN) if settings.SMS_URL else PrintedSms())
    webhooks.use(HttpPoster(networks=settings.WEBHOOK_NETWORKS))
    if settings.LOG_STAMPS_URL:
        certificates = Path(settings.LOG_STAMPS_CERTIFICATES)
        stamper = import_module("doorstep.adapters.timestamps")
        stamper.use(stamper.Rfc3161(url=settings.LOG_STAMPS_URL, certificates=certificates))
    if settings.LOG_CHAIN_URL:
        chains = import_module("doorstep.adapters.chains")
        chains.use(cache(lambda: chains.Evm(url=settings.LOG_CHAIN_URL, key=Path(settings.LOG_CHAIN_KEY))))
    for wing in WINGS_THAT_HEAR:
        reactions = import_module(f"doorstep.wings.{wing}.reactions")
        hearing.connect(reactions.REACTIONS)
    telling.connect(import_module("doorstep.wings.outbox.services"))
    for wing in WINGS_THAT_KEEP_A_BOOK:
        telling.keep_book(*import_module(f"doorstep.wings.{wing}.inviting").BOOK)
    for wing in WINGS_THAT_FILL:
        filling.connect(import_module(f"doorstep.wings.{wing}.services").FILLERS)
    for wing in WINGS_THAT_ARE_ASKED:
        sending.connect(import_module(f"doorstep.wings.{wing}.services").CHECKS)
    for wing in WINGS_THAT_FOLLOW:
        following.connect(import_module(f"doorstep.wings.{wing}.following").FOLLOWERS)


def _signer() -> signer.Signer:
    folder = KeyFolder(settings.SIGNING_KEYS)
    if not settings.NATIONAL_ALGORITHMS:
        return folder
    national = import_module("doorstep.adapters.signer.national")
    found: signer.Signer = national.NationalKeys(settings.SIGNING_KEYS, folder)
    return found
