"""`doorstep-proof credential FILE`: is this credential to be believed? From a file of JSON, SD-JWT or PDF; nothing goes over the net."""

import argparse
import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from doorstep_proof.credentials import sm2, verdicts
from doorstep_proof.credentials.data_model import subjects_of
from doorstep_proof.credentials.dids import Issuer, read_did_document
from doorstep_proof.credentials.logged import Place, nowhere, place_in
from doorstep_proof.credentials.paper import attached_credential, is_pdf
from doorstep_proof.credentials.sd_jwt import is_sd_jwt
from doorstep_proof.credentials.sd_jwt_credential import judge_sd_jwt
from doorstep_proof.credentials.sd_jwt_making import ALWAYS_SHOWN
from doorstep_proof.credentials.shapes import Json
from doorstep_proof.credentials.strict_json import canonical, read_object
from doorstep_proof.credentials.verdicts import Verdict
from doorstep_proof.credentials.verifying import Lists, Trust, judge
from doorstep_proof.refusals import NotProven

PROVEN, NOT_PROVEN, MISUSED = 0, 1, 2
LARGEST = 16 * 2**20
SHOWN = "idSalt", "idSha256"
REGISTERED = ALWAYS_SHOWN | {"iat", "jti", "sub"}
ON_PAPER = {
    "zh": "核对的是 PDF 里附着的签名文件；印出来的字和二维码没有看：请把上面的内容和核对码同纸面比一比，或在签发单位的 /verify/ 上传这份 PDF。",
    "en": "What was checked is the signed file within the PDF. Print and QR code were not looked at: hold what is above, and the check "
    "code, against the paper, or hand the PDF in at the issuer's /verify/.",
}


def add_to(commands: Any, language: str) -> None:
    """The command's arguments."""
    parser = commands.add_parser("credential", help="核对一张凭证 · check a credential")
    parser.add_argument("file", type=Path, help="credential.json, .pdf, SD-JWT")
    issuer = "信得过的签发单位的 did.json · did.json of an issuer you trust"
    parser.add_argument("--issuer", type=Path, action="append", default=[], help=issuer)
    status = "下载好的撤销名单 · a status list you have downloaded"
    parser.add_argument("--status", type=Path, action="append", default=[], help=status)
    logged = "凭证的存证证明：签发密钥作废时才用 · proof that the log holds it, for when its key was revoked"
    parser.add_argument("--logged", type=Path, action="append", default=[], help=logged)
    parser.add_argument("--at", type=datetime.fromisoformat, help="按这个时刻核对 · as of this moment")
    parser.add_argument("--national", action="store_true", help="也认国密 SM2 · read SM2 as well")
    parser.add_argument("--lang", choices=("zh", "en"), default=language)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 valid, 1 not, 2 misused."""
    if arguments.national:
        sm2.switch_on()
    try:
        trust = Trust.of([_issuer(path) for path in arguments.issuer])
        lists = _lists(arguments.status)
        place = place_in([read_object(path.read_bytes()) for path in arguments.logged])
        raw = arguments.file.read_bytes()[: LARGEST + 1]
    except (OSError, NotProven) as fault:
        print(fault, file=sys.stderr)
        return MISUSED
    now = arguments.at or datetime.now(UTC)
    moment = now if now.tzinfo else now.replace(tzinfo=UTC)
    verdict = judge_file(raw, trust, now=moment, lists=lists, place=place)
    mark = "✓" if verdict.is_valid else "✗"
    said = [*details(verdict, arguments.lang), *([ON_PAPER[arguments.lang]] if is_pdf(raw) else [])]
    print("\n".join([f"{mark} {verdict.say(arguments.lang)}", *said]))
    return PROVEN if verdict.is_valid else NOT_PROVEN


def judge_file(raw: bytes, trust: Trust, *, now: datetime, lists: Lists, place: Place = nowhere) -> Verdict:
    """Whatever form it comes in."""
    if len(raw) > LARGEST:
        return Verdict(state=verdicts.MALFORMED, why="too large")
    if is_pdf(raw):
        try:
            return judge(attached_credential(raw), trust, now=now, lists=lists, place=place)
        except NotProven as wrong:
            return Verdict(state=verdicts.MALFORMED, why=f"{type(wrong).__name__}: {wrong}")
    text = raw.decode("utf-8-sig", "replace").strip()
    if is_sd_jwt(text):
        return judge_sd_jwt(text, trust, now=now, lists=lists)
    return judge(text, trust, now=now, lists=lists, place=place)


def check_code_of(document: Json) -> str:
    """What stands on the paper beside the QR code: for eyes to compare."""
    text = hashlib.sha256(canonical(document)).digest()[:8].hex().upper()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def details(verdict: Verdict, language: str) -> list[str]:
    """Who issued it and what it says; whatever the paper says must say the same."""
    is_told = verdict.state in (verdicts.MALFORMED, verdicts.TAMPERED, verdicts.KEY_REVOKED)
    said = [verdict.why] if verdict.why and is_told else []
    if verdict.why and verdict.state == verdicts.STATUS_UNKNOWN:
        said.append(f"{'撤销名单用不了' if language == 'zh' else 'No status list to go by'}: {verdict.why}")
    if verdict.issuer:
        said.append(f"{'签发单位' if language == 'zh' else 'Issuer'}: {verdict.issuer}")
    if "proof" in verdict.document:
        said.append(f"{'核对码' if language == 'zh' else 'Check code'}: {check_code_of(verdict.document)}")
    for subject in said_in(verdict.document):
        for name, value in subject.items():
            if name not in SHOWN:
                said.append(f"  {name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    return said


def said_in(document: Json) -> list[Json]:
    """The subjects of a credential; of an SD-JWT, what its holder chose to show."""
    return subjects_of(document) or [{name: value for name, value in document.items() if name not in REGISTERED}]


def _issuer(path: Path) -> Issuer:
    return read_did_document(read_object(path.read_bytes()))


def _lists(paths: list[Path]) -> Lists:
    held = {str(one.get("id")): one for one in (read_object(path.read_bytes()) for path in paths)}
    return Lists(held.get)
