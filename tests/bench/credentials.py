"""Credentials by the hundred thousand, and a month of the elders' allowance, beside bare Ed25519 of `cryptography` in the same run.

Times are by the clock on the wall; the processor time of this process stands beside them, for machines that others use too.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bench.figures import Figure
from tests.bench.ground import SCHEMA, begin, database

MANY = 100_000
SOME = 3_000
SEED = 20261122
NANQIAO = "510181902901"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def measure() -> list[Figure]:
    """Signing, issuing, verifying; then the month."""
    with database("bench_credentials") as url:
        begin(url)
        from doorstep.adapters import signer
        from doorstep.adapters.signer.memory import KeysInMemory
        from doorstep.store.jurisdictions.current import serving

        signer.use(KeysInMemory())
        sign, verify = _bare()
        with serving(SCHEMA):
            month = _month()
            cpu = time.process_time()
            issued = _issuing()
            cpu = time.process_time() - cpu
            checked = _verifying()
    return [
        Figure("bare Ed25519 signatures", sign, "/s", None, "", "reference, one process"),
        Figure("bare Ed25519 verifications", verify, "/s", None, "", "reference, one process"),
        Figure(
            f"{MANY:,} credentials issued",
            MANY / issued,
            "s",
            None,
            "≤ 120 s",
            f"signed, sealed, stored, notarised; {cpu:.0f} s of processor here",
        ),
        Figure("credentials issued", issued, "/s", issued / sign, "", "ratio to bare signing"),
        Figure(
            "credentials verified, with status",
            checked,
            "/s",
            checked / verify,
            "≥ 1,500 /s",
            "ratio to bare verifying; one process",
        ),
        *month,
    ]


def _rate(what: Callable[[], object], times: int) -> float:
    started = time.perf_counter()
    for _turn in range(times):
        what()
    return times / (time.perf_counter() - started)


def _bare() -> tuple[float, float]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key, message = Ed25519PrivateKey.generate(), bytes(64)
    public, signature = key.public_key(), key.sign(message)
    return _rate(lambda: key.sign(message), SOME), _rate(lambda: public.verify(signature, message), SOME)


def _issuing() -> float:
    """As the batch does it: 100,000 drafts in one transaction."""
    from doorstep.store.sealing import keyed_hash
    from doorstep.wings.credentials.services import Draft, issue

    now = datetime.now(UTC)
    subject = {
        "name": "王秀兰",
        "idNumber": "990000********0017",
        "community": "南桥社区",
        "period": "2026-11",
        "amountFen": 5000,
    }
    drafts = [
        Draft(
            kind="ElderAllowanceCredential",
            subject={**subject, "turn": str(turn)},
            subject_hash=keyed_hash(str(turn)),
            about="bench",
            place_path="/510181/902/901/",
            since=now,
            until=now + timedelta(days=400),
        )
        for turn in range(MANY)
    ]
    started = time.perf_counter()
    if issue(drafts, by=None, now=now) != MANY:
        raise RuntimeError("not all were issued")
    return MANY / (time.perf_counter() - started)


def _verifying() -> float:
    """From the text of each: form, signature, issuer, time, status."""
    from doorstep.store.sealing import unseal
    from doorstep.wings.credentials import keeping, publishing
    from doorstep.wings.credentials.models import Credential
    from doorstep_proof.credentials.verifying import Lists, judge

    now = datetime.now(UTC)
    held = Credential.objects.filter(about="bench").order_by("id")[:SOME]
    texts = [unseal(one.sealed or b"") for one in held]

    def find(address: str) -> dict[str, Any]:
        number, purpose = address.rstrip("/").split("/")[-2:]
        return publishing.published_list(int(number), purpose, now=now)

    trust, lists = keeping.trust(), Lists(find)
    started = time.perf_counter()
    if not all(judge(text, trust, now=now, lists=lists).is_valid for text in texts):
        raise RuntimeError("a good credential was refused")
    return len(texts) / (time.perf_counter() - started)


def _number(stem: str) -> str:
    return stem + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, stem, strict=True)) % 11]


def _numbers() -> list[str]:
    """ID numbers of an area that no place has, of people between 80 and 100."""
    draw = random.Random(SEED)
    return [
        _number(
            f"9900{turn // 1000:02d}{draw.randint(1930, 1945)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}{turn % 1000:03d}"
        )
        for turn in range(MANY)
    ]


def _month() -> list[Figure]:
    """Evidence for nine in ten, a doubt about one in five hundred, credentials, and a file for each department."""
    from doorstep.doors.web.allowance.issuing import content_of, issue_period
    from doorstep.wings.allowance import batches, switching
    from doorstep.wings.allowance.evidence import deliver
    from doorstep.wings.allowance.models import Elder
    from doorstep.wings.allowance.policy import current_period, policy, today
    from doorstep.wings.allowance.reactions import sweep_allowance
    from doorstep.wings.allowance.roll import Entry, enter

    now, numbers = datetime.now(UTC), _numbers()
    enter([Entry(name="王秀兰", number=one, place=NANQIAO) for one in numbers], within=["/"], by=None, now=now)
    switching.switch_on(NANQIAO, by=None, now=now)
    day, period = today(now), current_period(NANQIAO, now=now).code
    rows = [f"{one},{'death' if turn % 500 == 0 else 'clinic'},{day}" for turn, one in enumerate(numbers) if turn % 10]
    rows += [f"{one},death,{day}" for one in numbers[::500]]
    table = "\n".join(["身份证号,类别,日期", *rows]).encode()
    took, busy = dict[str, float](), dict[str, float]()

    def timed(what: str, do: Callable[[], object]) -> None:
        started, cpu = time.perf_counter(), time.process_time()
        do()
        took[what], busy[what] = time.perf_counter() - started, time.process_time() - cpu

    timed("evidence imported and matched", lambda: deliver(table, "evidence.csv", unit="wjj", by=None, now=now))
    timed("states, certifications, doubts as cases, what is due", lambda: sweep_allowance(now))
    timed("credentials issued", lambda: issue_period(period, ["/"], by=None, now=now))
    people = batches.certified(period, ["/"])
    formats = [one for one in policy().formats.values() if one.file != "pdf"]
    timed("files of four departments", lambda: [content_of(one, period, people) for one in formats])
    states = {state: Elder.objects.filter(state=state).count() for state in ("enjoying", "pending", "doubted")}
    whole = Figure(
        f"a month of {len(numbers):,} elders",
        sum(took.values()),
        "s",
        None,
        "≤ 180 s",
        f"{states['enjoying']:,} certified, {states['pending']:,} to be seen, {states['doubted']:,} in doubt",
    )
    parts = [Figure(f"— {what}", took[what], "s", None, "", f"{busy[what]:.0f} s of processor here") for what in took]
    return [whole, *parts]
