"""Begins a new log where the old one cannot go on: the old key and what it signed are kept aside, the new one has another name.

The last way out, said in public: whoever holds a receipt of the old log checks it against the old checkpoints.
"""

import re
from datetime import datetime

from django.db import transaction

from doorstep.adapters import log_keys
from doorstep.adapters.log_keys import SigningKey
from doorstep.store.cases import sheets
from doorstep.store.jurisdictions import register
from doorstep.store.jurisdictions.current import schema
from doorstep.wings.log import places, tables
from doorstep.wings.log.models import LogKey

LOG = ("log_entry", "log_head", "log_checkpoint")
ALL = ("log_cosignature", *LOG, "log_tile", "log_settled", "log_logkey")


def next_name(name: str) -> str:
    """town.example/log → town.example/log-2 → …"""
    found = re.fullmatch(r"(.*/log)(?:-([0-9]+))?", name)
    return f"{found[1]}-{int(found[2] or 1) + 1}" if found else f"{name}-2"


def begin_simulated_anew(*, now: datetime) -> bool:
    """A demo town that was made anew begins its log anew, where its tables are still empty; False where they are not."""
    if tables.latest_head().size or LogKey.objects.exists():
        return False
    _new_key(now=now)
    return True


def begin_anew(*, now: datetime) -> SigningKey:
    """Set the old log aside, tables, key and mirror, and make a new key; the next round takes everything into the new log.

    Needs the role that owns the tables.
    """
    with transaction.atomic():
        for name in LOG:
            # The owner may lift the triggers for this one purpose; the role that serves cannot, nor should it.
            sheets.run(f"CREATE TABLE {name}_until_{now:%Y%m%d%H%M%S} AS TABLE {name}", [])
            sheets.run(f"ALTER TABLE {name} DISABLE TRIGGER USER", [])
            sheets.run(f"GRANT DELETE ON {name} TO CURRENT_USER", [])
        for name in ALL:
            sheets.run(f"DELETE FROM {name}", [])
        for name in LOG:
            sheets.run(f"REVOKE DELETE ON {name} FROM CURRENT_USER", [])
            sheets.run(f"ALTER TABLE {name} ENABLE TRIGGER USER", [])
    return _new_key(now=now)


def _new_key(*, now: datetime) -> SigningKey:
    where = places.places()
    last = places.last_signed()
    before = last.origin or places.origin_for(register.by_schema(schema()))
    log_keys.set_aside(where.key, where.last, where.mirror, now=now)
    return log_keys.make_key(where.key, name=next_name(before), now=now)
