"""SD-JWT: the generated cases where they are at hand, and every refusal of RFC 9901 §7 by its sin."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doorstep_proof.credentials import verdicts
from doorstep_proof.credentials.dids import Issuer
from doorstep_proof.credentials.jws import make_jws
from doorstep_proof.credentials.keys import from_jwk, public_key_of
from doorstep_proof.credentials.multibase import to_base64url
from doorstep_proof.credentials.refusals import DisclosureWrong, HolderNotShown, SignatureWrong
from doorstep_proof.credentials.sd_jwt import (
    SdJwt,
    check_holder,
    digest_of,
    disclosure_text,
    is_sd_jwt,
    opened,
    read_sd_jwt,
)
from doorstep_proof.credentials.sd_jwt_credential import LISTED_IN, judge_sd_jwt
from doorstep_proof.credentials.sd_jwt_making import Hidden, as_json, bind, issue, present
from doorstep_proof.credentials.verifying import Trust
from doorstep_proof.refusals import NotProven

CASES = Path(__file__).resolve().parents[4] / "shared" / "data" / "vectors" / "sd-jwt-generated" / "testcases"
ISSUER = from_jwk(
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
        "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
    }
)
SECRET, HOLDER_SECRET = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
KEY, HOLDER = public_key_of(SECRET.public_key()), public_key_of(HOLDER_SECRET.public_key())
NOW = datetime(2026, 6, 1, tzinfo=UTC)
TRUST = Trust.of([Issuer(did="did:web:a.example", name="社区", keys={"did:web:a.example#k": KEY})])
CLAIMS: dict[str, Any] = {
    "iss": "did:web:a.example",
    "vct": "https://a.example/elder",
    "exp": int(NOW.timestamp()) + 100,
    "name": Hidden("王秀兰"),
    "address": Hidden({"street": Hidden("幸福路"), "town": "都江堰"}),
    "days": [Hidden("一"), "二", Hidden({"hour": Hidden(8)})],
}


def _cases() -> list[str]:
    return sorted(path.name for path in CASES.iterdir() if path.is_dir()) if CASES.exists() else []


@pytest.mark.skipif(not CASES.exists(), reason="the generated SD-JWT cases are not on this machine")
@pytest.mark.parametrize("case", _cases())
@pytest.mark.parametrize("what", ["issuance", "presentation"])
def test_a_generated_case_opens_to_what_its_verifier_saw(case: str, what: str) -> None:
    folder = CASES / case
    path = next(iter(folder.glob(f"sd_jwt_{what}.*")))
    text = json.loads(path.read_text()) if path.suffix == ".json" else path.read_text()
    sd_jwt = read_sd_jwt(text if isinstance(text, str) else json.dumps(text))
    sd_jwt.jws.check(ISSUER)
    claims = opened(sd_jwt)
    if what == "presentation":
        assert claims == json.loads((folder / "verified_contents.json").read_text())
    bound = folder / "kb_jwt_payload.json"
    if what == "presentation" and bound.exists():
        issued = json.loads((folder / "sd_jwt_issuance.json").read_text()) if path.suffix == ".json" else ""
        _check_binding(sd_jwt, json.loads(bound.read_text()), issued=issued)


def _check_binding(sd_jwt: SdJwt, said: dict[str, Any], *, issued: str) -> None:
    asked = {"audience": said["aud"], "nonce": said["nonce"], "now": said["iat"], "issued": issued}
    check_holder(sd_jwt, **asked)
    changes: list[dict[str, Any]] = [{"audience": "x"}, {"nonce": "x"}, {"now": said["iat"] + 9999}]
    if issued:
        # The generator of these cases bound the JSON text as issued; RFC 9901 binds the compact form made of it.
        changes += [{"issued": ""}, {"issued": issued.replace('"payload": "ey', '"payload": "ez')}]
    for change in changes:
        with pytest.raises(HolderNotShown):
            check_holder(sd_jwt, **{**asked, **change})


def _salts() -> Callable[[], str]:
    turn = count()
    return lambda: f"salt-{next(turn):018d}"


def _issued(**more: Any) -> str:
    return issue(
        {**CLAIMS, **more}, key=KEY, sign=SECRET.sign, salt=_salts(), holder=HOLDER, decoys=2, header={"kid": "#k"}
    )


def test_a_holder_shows_what_it_wants_and_no_more() -> None:
    whole = judge_sd_jwt(_issued(), TRUST, now=NOW)
    assert whole.is_valid
    assert whole.document["address"] == {"street": "幸福路", "town": "都江堰"}
    some = judge_sd_jwt(present(_issued(), [("address", "street"), ("days", 2)]), TRUST, now=NOW)
    assert "name" not in some.document
    assert some.document["address"]["street"] == "幸福路"
    assert some.document["days"] == ["二", {}]
    assert "王秀兰" not in json.dumps(judge_sd_jwt(present(_issued(), []), TRUST, now=NOW).document)
    with pytest.raises(DisclosureWrong):
        present(_issued(), [("nothing",)])


def test_every_form_of_writing_it_down_says_the_same() -> None:
    bound = bind(_issued(), key=HOLDER, sign=HOLDER_SECRET.sign, audience="a", nonce="n", now=int(NOW.timestamp()))
    flat = as_json(bound)
    general = {"payload": flat["payload"], "signatures": [{n: flat[n] for n in ("protected", "signature", "header")}]}
    for text in (bound, json.dumps(flat), json.dumps(general), json.dumps(json.dumps(flat))):
        assert is_sd_jwt(text)
        assert read_sd_jwt(text).shown + read_sd_jwt(text).holder_proof == bound
        assert judge_sd_jwt(text, TRUST, now=NOW, audience="a", nonce="n", needs_holder=True).is_valid
    for text in ('{"issuer": 1}', "[]", '{"x"', "ey.ey.sig"):
        assert not is_sd_jwt(text)


def test_a_status_that_nobody_can_look_up_is_not_passed_over() -> None:
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://a.example/1",
    }
    lists = [[entry], [{"type": "x"}], [entry, {"type": "x"}], [{**entry, "statusListIndex": "x"}], [], "x"]
    for status in (*({LISTED_IN: one} for one in lists), {"status_list": {"idx": 1, "uri": "x"}}, 7, {}):
        assert judge_sd_jwt(_issued(status=status), TRUST, now=NOW).state == verdicts.STATUS_UNKNOWN


def test_time_and_issuer_are_said() -> None:
    assert judge_sd_jwt(_issued(exp=1), TRUST, now=NOW).state == verdicts.EXPIRED
    assert judge_sd_jwt(_issued(nbf=2**33), TRUST, now=NOW).state == verdicts.NOT_YET
    assert judge_sd_jwt(_issued(iss="did:web:b.example"), TRUST, now=NOW).state == verdicts.UNKNOWN_ISSUER
    assert judge_sd_jwt(_issued(vct=7), TRUST, now=NOW).state == verdicts.MALFORMED


def test_the_holder_proves_itself_for_one_reader_once() -> None:
    def bound(**change: Any) -> str:
        said = {"audience": "民政", "nonce": "n1", "now": int(NOW.timestamp()), **change}
        return bind(present(_issued(), [("name",)]), key=HOLDER, sign=HOLDER_SECRET.sign, **said)

    def state(text: str) -> str:
        return judge_sd_jwt(text, TRUST, now=NOW, audience="民政", nonce="n1", needs_holder=True).state

    assert state(bound()) == verdicts.VALID
    for sin in (bound(audience="医保"), bound(nonce="n2"), bound(now=1), present(_issued(), []), bound()[:-4] + "AAAA"):
        assert state(sin) == verdicts.TAMPERED
    moved = bound().split("~")
    more = present(_issued(), [("name",), ("days", 0)]).split("~")
    assert state("~".join([*more[:-1], moved[-1]])) == verdicts.TAMPERED
    thief = bind(
        present(_issued(), []), key=KEY, sign=SECRET.sign, audience="民政", nonce="n1", now=int(NOW.timestamp())
    )
    assert state(thief) == verdicts.TAMPERED


def _by_hand(payload: dict[str, Any], *disclosures: str, header: dict[str, Any] | None = None) -> str:
    said = {"iss": "did:web:a.example", "vct": "x", **payload}
    return "~".join([make_jws({"typ": "dc+sd-jwt", **(header or {})}, said, KEY, SECRET.sign), *disclosures, ""])


A = disclosure_text("s", "a", 1)
E = disclosure_text("s", "element")
DEEP = disclosure_text("s", "deep", {"_sd": [digest_of(A)]})
SINS: dict[str, str] = {
    "a disclosure that nothing names": _by_hand({"_sd": []}, A),
    "a disclosure twice": _by_hand({"_sd": [digest_of(A)]}, A, A),
    "a digest twice in one object": _by_hand({"_sd": [digest_of(A), digest_of(A)]}),
    "a digest twice in two objects": _by_hand({"_sd": [digest_of(A)], "b": {"_sd": [digest_of(A)]}}),
    "a digest twice, once below a disclosure": _by_hand({"_sd": [digest_of(A), digest_of(DEEP)]}, A, DEEP),
    "a decoy digest twice": _by_hand({"_sd": ["x"], "b": [{"...": "x"}]}),
    "a claim that is there already": _by_hand({"a": 0, "_sd": [digest_of(A)]}, A),
    "an element among claims": _by_hand({"_sd": [digest_of(E)]}, E),
    "a claim among elements": _by_hand({"b": [{"...": digest_of(A)}]}, A),
    "a claim called _sd": _by_hand(
        {"_sd": [digest_of(disclosure_text("s", "_sd", []))]}, disclosure_text("s", "_sd", [])
    ),
    "a claim called ...": _by_hand(
        {"_sd": [digest_of(disclosure_text("s", "...", 1))]}, disclosure_text("s", "...", 1)
    ),
    "four parts": _by_hand({"_sd": [digest_of(disclosure_text("s", "a", 1, 2))]}, disclosure_text("s", "a", 1, 2)),
    "a name that is a number": _by_hand({"_sd": [digest_of(disclosure_text("s", 7, 1))]}, disclosure_text("s", 7, 1)),
    "a salt that is a number": _by_hand({"_sd": [digest_of(disclosure_text(7, "a", 1))]}, disclosure_text(7, "a", 1)),
    "a disclosure that is no JSON": _by_hand({"_sd": [digest_of(to_base64url(b"x"))]}, to_base64url(b"x")),
    "digests that are no list": _by_hand({"_sd": "x"}),
    "digests that are numbers": _by_hand({"_sd": [1]}),
    "an element with more beside": _by_hand({"b": [{"...": "x", "c": 1}]}),
    "an ellipsis outside a list": _by_hand({"b": {"...": "x"}}),
    "another hash": _by_hand({"_sd_alg": "md5"}),
    "an unknown critical header": _by_hand({}, header={"crit": ["x"], "x": 1}),
    "another type": _by_hand({}, header={"typ": "JWT"}),
    "no tilde": _by_hand({})[:-1],
    "an issuer that is hidden": issue({"vct": "x", "iss": "y"}, key=KEY, sign=SECRET.sign, salt=_salts()).replace(
        "~", "~~"
    ),
    "no algorithm": to_base64url(b'{"alg":"none","typ":"dc+sd-jwt"}')
    + "."
    + to_base64url(b'{"vct":"x","iss":"y"}')
    + ".~",
    "a symmetric key": to_base64url(b'{"alg":"HS256","typ":"dc+sd-jwt"}') + "." + to_base64url(b'{"vct":"x"}') + ".AA~",
}


@pytest.mark.parametrize("sin", SINS)
def test_a_verifier_refuses(sin: str) -> None:
    assert judge_sd_jwt(SINS[sin], TRUST, now=NOW).state in (verdicts.TAMPERED, verdicts.MALFORMED)


def test_a_changed_claim_or_signature_is_tampering() -> None:
    head, body, tail = _by_hand({"a": 1})[:-1].split(".")
    other = to_base64url(json.dumps({"iss": "did:web:a.example", "vct": "y"}).encode())
    assert judge_sd_jwt(f"{head}.{other}.{tail}~", TRUST, now=NOW).state == verdicts.TAMPERED
    with pytest.raises(SignatureWrong):
        read_sd_jwt(f"{head}.{body}.{tail[:-6]}AAAAAA~").jws.check(KEY)


def test_what_must_always_show_cannot_be_hidden() -> None:
    with pytest.raises(DisclosureWrong):
        issue({"iss": Hidden("x")}, key=KEY, sign=SECRET.sign, salt=_salts())
    hidden = disclosure_text("s", "exp", 1)
    assert judge_sd_jwt(_by_hand({"_sd": [digest_of(hidden)]}, hidden), TRUST, now=NOW).state == verdicts.TAMPERED
    with pytest.raises(NotProven):
        read_sd_jwt('{"payload": 1}')


def test_disclosures_that_nest_without_end_are_refused() -> None:
    texts = [disclosure_text("salt", "n", "x")]
    for _turn in range(1500):
        texts.append(disclosure_text("salt", "n", {"_sd": [digest_of(texts[-1])]}))
    head = to_base64url(json.dumps({"alg": "EdDSA", "typ": "dc+sd-jwt"}).encode())
    body = to_base64url(json.dumps({"iss": "a", "vct": "b", "_sd": [digest_of(texts[-1])]}).encode())
    found = judge_sd_jwt("~".join([f"{head}.{body}.AAAA", *texts, ""]), Trust(issuers={}), now=datetime.now(UTC))
    assert (found.state, found.why) == (verdicts.TAMPERED, "DisclosureWrong: too deep")
