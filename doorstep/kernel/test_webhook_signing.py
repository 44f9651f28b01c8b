"""Messages are signed as the specification's own example has it, and a bent, late or unsigned one is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from doorstep.kernel.webhook_signing import (
    MessageStale,
    SignatureMissing,
    SignatureWrong,
    check,
    headers_for,
    secret_from,
    sign,
)

# The example of the specification's reference libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(1614265330, UTC), b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_example_of_the_specification_is_met() -> None:
    assert sign(SECRET, MESSAGE, AT, BODY) == SIGNED


def test_what_we_sign_we_believe_within_five_minutes() -> None:
    secret = secret_from(bytes(32))
    headers = headers_for(secret, "msg_1", AT, BODY)
    assert check(secret, headers, BODY, now=AT + timedelta(minutes=4)) == "msg_1"
    two = {**headers, "webhook-signature": "v1,b2xk " + headers["webhook-signature"]}
    assert check(secret, two, BODY, now=AT) == "msg_1"
    with pytest.raises(MessageStale):
        check(secret, headers, BODY, now=AT + timedelta(minutes=6))


@pytest.mark.parametrize(
    ("headers", "refusal"),
    [
        ({}, SignatureMissing),
        ({"webhook-id": "msg_1", "webhook-timestamp": "1614265330", "webhook-signature": SIGNED}, SignatureWrong),
        ({"webhook-id": MESSAGE, "webhook-timestamp": "soon", "webhook-signature": SIGNED}, SignatureWrong),
        ({"webhook-id": MESSAGE, "webhook-timestamp": "1614265330", "webhook-signature": "v1,é"}, SignatureWrong),
    ],
)
def test_what_is_bent_is_refused(headers: dict[str, str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check(SECRET, headers, BODY, now=AT)
    with pytest.raises((SignatureWrong, SignatureMissing)):
        check(SECRET, headers, BODY + b" ", now=AT)
