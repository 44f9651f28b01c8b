"""Vectors that others computed: the platform's own published sample, and messages sealed with openssl."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.adapters.wechat import CallbackRefused
from doorstep.adapters.wechat.account import read_account
from doorstep.adapters.wechat.crypt import check_fresh, decrypt, encrypt, signature
from doorstep.adapters.wechat.messages import read_message, text_reply

APP_ID = "wx2c2769f8efd9abc2"
KEY = base64.b64decode("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG=")
SEALED = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5G"
    "IItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMe"
    "zR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl"
    "9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)
BY_OPENSSL = {
    # padding 23
    1: ("DpQeJfnf/MGZ/+GTIspwVPGdND3qOUqw/2nJr4hjapjfd1wx6/Dfr2u1u/Wn9ah6MfPZkKb2rSEU33mpduldgQ=="),
    # padding 16
    14: (
        "DpQeJfnf/MGZ/+GTIspwVOereJ1yhuKTEAYCnqOOhEfFrSafiJacER/MD8LICi2fA/qsCikzDB/6y7m9epW+7ngLe3nnCGYC/DZOkjvz5MeUm5"
        "MLrow0yoyJcEWXiO/A"
    ),
    # padding 32
    30: (
        "DpQeJfnf/MGZ/+GTIspwVJKza8wJ3EFgAO3QRXftwBFcGlKf8DMkxuQuf4CRwrHmA84H0FSrR4UvDwTF4gwTVWIJxrpW8u2JmuGw98G0+OYkUk"
        "I9KShNYlEWtWu9TxEf+S/S/UzCmLd2YITUHTMcs60rJ1eT8ghhOYd1VbvGNFHexp29ZNNTuurTRRh0HDnYmqxxeyKfYHQBXA9mlpOxaw=="
    ),
}


def test_the_platforms_own_sample_is_signed_and_opened() -> None:
    assert signature("spamtest", "1409735669", "1320562132", SEALED) == "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
    message = read_message(decrypt(SEALED, key=KEY, app_id=APP_ID))
    assert (message.sender, message.kind, message.text) == ("oyORnuP8q7ou2gfYjqLzSIWZf0rs", "text", "abcdteT")
    assert message.id == "6054768590064713728"


@pytest.mark.parametrize("count", BY_OPENSSL)
def test_what_openssl_sealed_is_what_we_seal(count: int) -> None:
    sealed = encrypt("门" * count, key=KEY, app_id=APP_ID, head=b"fedcba9876543210")
    assert sealed == BY_OPENSSL[count]
    assert decrypt(sealed, key=KEY, app_id=APP_ID).decode() == "门" * count


@given(st.text(max_size=200))
def test_whatever_is_sealed_opens_again(text: str) -> None:
    message = text.encode("utf-8", "replace").decode()
    assert decrypt(encrypt(message, key=KEY, app_id=APP_ID), key=KEY, app_id=APP_ID).decode() == message


@given(st.binary(max_size=200), st.booleans())
def test_no_rubbish_is_opened(raw: bytes, is_whole: bool) -> None:
    given_bytes = raw[: len(raw) // 32 * 32] if is_whole else raw
    with pytest.raises(CallbackRefused):
        decrypt(base64.b64encode(given_bytes).decode(), key=KEY, app_id=APP_ID)
    with pytest.raises(CallbackRefused):
        decrypt(given_bytes.decode("latin-1"), key=KEY, app_id=APP_ID)


def test_a_reply_cannot_be_broken_out_of() -> None:
    hostile = "]]></Content><MsgType>x</MsgType>"
    reply = text_reply(hostile, to="a", account="b", at=1)
    message = read_message(reply.encode())
    assert (message.text, message.kind) == (hostile, "text")


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "1409735669", "９" * 10, "9" * 13])
def test_old_and_senseless_moments_are_refused(stamp: str) -> None:
    with pytest.raises(CallbackRefused):
        check_fresh(stamp, datetime(2026, 11, 22, tzinfo=UTC))


def test_an_account_says_what_is_missing_by_the_variables_name() -> None:
    given_all = {"APP_ID": APP_ID, "TOKEN": "spamtest", "AES_KEY": "a" * 43, "SECRET": "s"}
    environment = {f"DOORSTEP_WECHAT_QING_YANG_{part}": value for part, value in given_all.items()}
    assert read_account("qing-yang", environment).account
    assert read_account("elsewhere", environment).account is None
    for name in environment:
        found = read_account("qing-yang", {**environment, name: "?" if not name.endswith("SECRET") else ""})
        assert (found.account, found.missing, found.is_begun) == (None, (name,), True)
