"""What a message says, and who is told. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from doorstep.kernel.case import Case
from doorstep.kernel.event import stamp
from doorstep.kernel.mechanism import Mechanism, Step


def is_wanted(step: Step, events: list[str], *, leaves: str, enters: str) -> bool:
    """Steps kept from the public are never told; of the others those named, or every one that changes the state."""
    if not step.public:
        return False
    return step.event in events if events else leaves != enters


def body_of(
    case: Case,
    mechanism: Mechanism,
    *,
    event: str,
    seq: int,
    enters: str,
    at: datetime,
    origin: Mapping[str, str],
) -> str:
    """JSON after the Standard Webhooks' shape: type, timestamp, data. No word of anybody, no name, no place."""
    label, plain = mechanism.state(enters).label, mechanism.state(enters).plain
    data: dict[str, Any] = {
        "number": case.number,
        "seq": seq,
        "event": event,
        "state": enters,
        "state_words": {"zh": label.zh, "en": label.en},
        "plain_words": {"zh": plain.zh, "en": plain.en},
        "is_final": mechanism.state(enters).final,
        "at": stamp(at),
        "source": {"system": origin["system"], "reference": origin.get("reference", "")} if origin else None,
    }
    return msgspec.json.encode({"type": event, "timestamp": stamp(at), "data": data}).decode()
