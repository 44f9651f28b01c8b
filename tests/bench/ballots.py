"""How many ballots a minute are taken durably over HTTP while nothing of the count shows; and how long counting a full box takes."""

import re
import secrets
import time
import urllib.request
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

import psycopg

from tests.bench import load, pgbench
from tests.bench.figures import Figure
from tests.bench.ground import SCHEMA, begin, database, web
from tests.bench.smaller import collect_styles

SECONDS = 8
TOKENS = 6000
BOX = 60_000
REFERENCE = """
\\set n random(1, 9000000000000000000)
INSERT INTO voting_ballot (poll_id, key_hash, way, choice, leaf, cast_on)
SELECT poll_id, uuid_send(gen_random_uuid()), way, choice, uuid_send(gen_random_uuid()), cast_on FROM voting_ballot WHERE id = {id};
"""


def measure() -> list[Figure]:
    """A secret poll, its ballots over HTTP with a signed token each, against pgbench writing the same row."""
    with database("bench_ballots") as url:
        begin(url)
        collect_styles(url)
        number = open_poll()
        tokens = signed_tokens(number, TOKENS)
        with web(url) as (port, _):
            request = requests_of(port, number, tokens)
            for _turn in range(2):
                load.run(port, lambda n: request(n % 40), connections=32, seconds=3)
            script = REFERENCE.format(id=_first(url))
            before = pgbench.rate(url, script, clients=16, seconds=SECONDS)
            _wipe(url, "voting_ballot")
            crowd = load.run(port, lambda n: request(n % TOKENS), connections=64, seconds=SECONDS)
            kept = _rows(url)
            again = load.run(port, lambda n: request(n % 200), connections=64, seconds=3)
            after = pgbench.rate(
                url, script.replace(f"id = {_first(url)}", "true LIMIT 1"), clients=16, seconds=SECONDS
            )
        doubles = _doubles(url)
        _wipe(url, "voting_ballot")
        opened, counted = _count(number, BOX)
    reference = (before + after) / 2
    sent = min(crowd.answers, TOKENS)
    return [
        Figure(
            "pgbench, the same row, one transaction a ballot", reference, "ballots/s", note="16 clients, two threads"
        ),
        Figure(
            "ballots over HTTP, 64 connections, each durable",
            crowd.rate * 60,
            "ballots/minute",
            crowd.rate / reference,
            "≥ 2,000 a minute",
            f"{dict(crowd.statuses)}; {sent:,} acknowledged, {kept:,} in the box",
        ),
        Figure(
            "the same 200 again and again at once", doubles, "doubles", target="0", note=f"{again.answers:,} answers"
        ),
        Figure(f"opening a box of {BOX:,}: unseal, check every commitment", opened, "s"),
        Figure(f"counting it by equal shares, {BOX:,} × 20", counted, "s CPU", target="≤ 0.5"),
    ]


def _served() -> Any:
    from doorstep.store.jurisdictions.current import serving

    return serving(SCHEMA)


def open_poll(*, electors: int = TOKENS) -> str:
    """A poll of twenty options that is open now."""
    from doorstep.store.places.atlas import atlas
    from doorstep.wings.voting import drafting, electorate
    from doorstep.wings.voting.rules import Choice, Plan
    from tests.living import acting, employ

    now = datetime.now(UTC)
    options = tuple(Choice(key=f"{n}", title=f"选项 {n}", cost=10_000_00 * n) for n in range(1, 21))
    with _served():
        office = acting(employ("coordinator", "tcb"))
        plan = Plan(
            title="测量",
            question="先办哪几件？",
            place=atlas().children()[0].code,
            form="approval",
            most=10,
            rule={"name": "equal_shares", "completion": "add1_greedy"},
            budget=800_000_00,
            opens_at=now + timedelta(seconds=1),
            closes_at=now + timedelta(days=1),
            options=options,
        )
        poll = drafting.draft_poll(plan, actor=office, unit="tcb", key=None, now=now)
        roll = [electorate.Entry(roll_number=f"{n:06d}") for n in range(electors)]
        electorate.freeze_roll(poll, roll, actor=office, now=now)
        drafting.announce(poll, actor=office, now=now)
        drafting.begin(poll, now=poll.opens_at)
        time.sleep(1.5)
        return poll.number


def signed_tokens(number: str, count: int) -> list[tuple[str, str]]:
    """Signed as the poll signs, without the blinding that the voter's side adds."""
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA384

    from doorstep.kernel.voting import blind
    from doorstep.store.sealing import unseal
    from doorstep.wings.voting.models import Poll

    with _served():
        secret = blind.secret_from(unseal(bytes(Poll.objects.get(number=number).signing_key)))
    numbers = rsa.RSAPrivateNumbers(
        p=secret.p,
        q=secret.q,
        d=secret.d,
        dmp1=rsa.rsa_crt_dmp1(secret.d, secret.p),
        dmq1=rsa.rsa_crt_dmq1(secret.d, secret.q),
        iqmp=rsa.rsa_crt_iqmp(secret.p, secret.q),
        public_numbers=rsa.RSAPublicNumbers(secret.e, secret.n),
    )
    key = numbers.private_key()
    how = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=blind.SALT_BYTES)
    messages = [blind.prepare(number.encode(), secrets.token_bytes) for _ in range(count)]
    return [(message.hex(), key.sign(message, how, SHA384()).hex()) for message in messages]


def requests_of(port: int, number: str, tokens: Sequence[tuple[str, str]]) -> Callable[[int], bytes]:
    """The n-th voter's ballot, as a browser sends it: three ticks, the key of its form."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/polls/{number}/come/", headers={"Host": "localhost"})
    with urllib.request.urlopen(asked) as page:
        text, cookie = page.read().decode(), page.headers["Set-Cookie"].split(";")[0]
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
    assert found
    rng, made = Random(5), []
    for turn, (message, signature) in enumerate(tokens):
        ticks = [("choice", str(one)) for one in rng.sample(range(1, 21), 3)]
        fields = [("csrfmiddlewaretoken", found[1]), ("step", "send"), ("key", f"{turn:032d}"), ("token", message)]
        body = urlencode([*fields, ("signature", signature), *ticks]).encode()
        head = (
            f"POST /polls/{number}/vote/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nOrigin: http://localhost\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return lambda n: made[n % len(made)]


def _ask(url: str, question: str) -> int:
    with psycopg.connect(url, options=f"-c search_path={SCHEMA},doorstep_shared", autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return int(row[0]) if row else 0


def _first(url: str) -> int:
    return _ask(url, "SELECT id FROM voting_ballot ORDER BY id LIMIT 1")


def _rows(url: str) -> int:
    return _ask(url, "SELECT count(*) FROM voting_ballot")


def _doubles(url: str) -> int:
    return _ask(url, "SELECT count(*) - count(DISTINCT (poll_id, key_hash)) FROM voting_ballot")


def _wipe(url: str, table: str) -> None:
    _ask(url, f"WITH gone AS (DELETE FROM {table} RETURNING 1) SELECT count(*) FROM gone")


def _count(number: str, ballots: int) -> tuple[float, float]:
    """Seconds to open a box of so many ballots, and processor seconds to count them."""
    from doorstep.store.sealing import seal
    from doorstep.wings.voting import boxes, counting
    from doorstep.wings.voting.models import Ballot, Poll
    from doorstep.wings.voting.rules import canonical_choice

    rng, today = Random(7), datetime.now(UTC).date()
    with _served():
        poll, made = Poll.objects.get(number=number), []
        for _ in range(ballots):
            picked = tuple(sorted(map(str, rng.sample(range(1, 21), rng.randint(1, 6)))))
            salt, choice = secrets.token_bytes(boxes.SALT), canonical_choice(boxes.Counted(choices=picked))
            leaf = boxes.leaf_of(poll, salt, choice)
            key = secrets.token_bytes(32)
            made.append(
                Ballot(poll=poll, key_hash=key, way="online", choice=seal(salt + choice), leaf=leaf, cast_on=today)
            )
        Ballot.objects.bulk_create(made, batch_size=5000)
        started = time.perf_counter()
        found = list(boxes.open_box(poll, "closed"))
        opened = time.perf_counter() - started
        cpu = time.process_time()
        counting.recount(poll, found)
        return opened, time.process_time() - cpu
