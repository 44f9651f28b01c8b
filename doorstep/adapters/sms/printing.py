"""A stand-in for a gateway: prints what would be sent, and warns that nothing is."""

import logging
import sys

log = logging.getLogger(__name__)


class PrintedSms:
    """For trying the product out, and for tests, which read `sent`."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, phone: str, text: str) -> str:
        log.warning("no SMS gateway is configured (DOORSTEP_SMS_URL): a message was printed, not sent")
        sys.stderr.write(f"短信 SMS → {phone}: {text}\n")
        self.sent.append((phone, text))
        del self.sent[:-100]
        return ""
