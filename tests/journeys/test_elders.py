"""An elder in a real browser: entered, certified, given a credential on paper; anybody checks it, and every way it can be wrong is named."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Download, Page, expect

from doorstep.adapters import signer
from doorstep.adapters.signer.folder import KeyFolder
from doorstep.doors.web.credentials import paper
from doorstep.kernel.redaction.identity_numbers import has_check_digit
from doorstep.store.people.models import Unit
from doorstep.wings.allowance import switching
from doorstep.wings.credentials import queries
from doorstep.wings.credentials.models import Credential
from doorstep.wings.credentials.rules import check_code
from doorstep.wings.credentials.services import Draft, issue
from doorstep_proof.credentials.data_integrity import add_proof
from doorstep_proof.credentials.dids import did_key
from doorstep_proof.credentials.keys import public_key_of
from tests.journeys.conftest import DESKTOP, House, window
from tests.journeys.office import dress, faults, session_of

PILOT = "510181902901"
STEM = "99000019380214003"
NUMBER = next(STEM + last for last in "0123456789X" if has_check_digit(STEM + last))


@pytest.fixture
def _keys(in_town: House) -> Iterator[None]:
    """What this process signs, it signs with the server's keys."""
    before = signer.signer()
    signer.use(KeyFolder(in_town.log.parent / "signing-keys"))
    yield
    signer.use(before)


def enter_and_certify(clerk: Page) -> None:
    """On the roll, then at the window; the page of the elder says what is next."""
    clerk.goto("/office/allowance/")
    clerk.get_by_text("登记一位老人").click()
    clerk.get_by_label("姓名").fill("余桂芳")
    clerk.get_by_label("身份证号", exact=True).fill(NUMBER)
    clerk.get_by_role("button", name="登记", exact=True).click()
    expect(clerk.get_by_text("已经进名册")).to_be_visible()
    clerk.get_by_role("link", name="余桂芳").click()
    clerk.get_by_text("窗口办理").click()
    clerk.get_by_label("看了什么证件").fill("身份证、户口簿")
    clerk.locator("details[open]").get_by_role("button", name="认证", exact=True).click()
    expect(clerk.get_by_text("认证好了，证据已存证")).to_be_visible()
    clerk.get_by_role("button", name="的凭证").click()
    expect(clerk.get_by_text("凭证签发好了")).to_be_visible()
    assert faults(clerk, "elder", least=24) == []


def bytes_of(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    return bytes_of(waiting.value)


def checked(page: Page, content: bytes, name: str = "c.json") -> str:
    """What the page says of a file that somebody brings."""
    page.goto("/verify/")
    page.get_by_label("凭证文件").set_input_files({"name": name, "mimeType": "application/json", "buffer": content})
    page.get_by_role("button", name="核对", exact=True).click()
    return page.locator(".verdict").inner_text()


def another(document: dict[str, Any], *, days: int) -> tuple[Credential, dict[str, Any]]:
    """Somebody else's, good for so many days from yesterday."""
    now = datetime.now(UTC)
    draft = Draft(
        kind="ElderAllowanceCredential",
        subject={**document["credentialSubject"], "name": "李大伯"},
        subject_hash=f"journey {days}".encode(),
        about="2020-01",
        place_path="/510181/902/901/",
        since=now - timedelta(days=9),
        until=now + timedelta(days=days),
    )
    issue([draft], by=None, now=now)
    held = Credential.objects.get(subject_hash=draft.subject_hash)
    return held, queries.document_of(held) or {}


def of_nobody(document: dict[str, Any]) -> bytes:
    """Signed rightly, by a key that anyone may make."""
    secret = Ed25519PrivateKey.generate()
    key = public_key_of(secret.public_key())
    options = {**document["proof"], "verificationMethod": f"{did_key(key)}#{key.multikey}"}
    options.pop("proofValue")
    bare = {name: value for name, value in document.items() if name != "proof"}
    return json.dumps(add_proof({**bare, "issuer": did_key(key)}, options, key, secret.sign)).encode()


def show_some(phone: Page, held: Credential) -> None:
    """From the address in the QR code: half hidden for whoever scans, chosen by whoever knows the whole number."""
    phone.goto(f"/verify/{held.id}/{check_code(bytes(held.digest))}/")
    expect(phone.locator("main")).to_contain_text("余**")
    phone.get_by_role("link", name="我只想出示几项").click()
    phone.get_by_label("您的身份证号").fill(NUMBER)
    phone.get_by_text("社区", exact=True).click()
    phone.get_by_text("年龄档").click()
    assert faults(phone, "share") == []
    with phone.expect_download() as waiting:
        phone.get_by_role("button", name="下载 JSON").click()
    assert "有效" in checked(phone, bytes_of(waiting.value))
    expect(phone.locator("main .facts").first).to_contain_text("南桥社区")
    expect(phone.locator("main")).not_to_contain_text("余桂芳")


@pytest.mark.usefixtures("_keys")
def test_an_elder_is_certified_once_and_whoever_is_shown_the_paper_can_tell(
    in_town: House, phone: Page, desktop: Page, browser: Browser
) -> None:
    switching.switch_on(PILOT, by=None, now=datetime.now(UTC))
    unit = Unit.objects.get(place_code=PILOT).code
    dress(desktop, in_town, sessionid=session_of("community_clerk", unit, PILOT))
    enter_and_certify(desktop)
    desktop.locator("main").get_by_role("link").filter(has_text="-").last.click()
    printed, plain = downloaded(desktop, "打印件（PDF，带二维码）"), downloaded(desktop, "JSON")
    assert faults(desktop, "record", least=24) == []
    document = json.loads(plain)
    held = Credential.objects.get(id=document["id"].removeprefix("urn:uuid:"))

    assert "一字不差" in checked(phone, printed, "c.pdf")
    assert "改动过" in checked(phone, plain.replace("余桂芳".encode(), "余桂芬".encode()))
    other, others = another(document, days=30)
    assert "二维码被换过" in checked(phone, paper.pdf_of(other, document), "c.pdf")
    assert "已过期" in checked(phone, json.dumps(another(others, days=-1)[1]).encode())
    assert "签发单位不明" in checked(phone, of_nobody(document))
    show_some(phone, held)

    desktop.goto("/office/allowance/batches/")
    assert downloaded(desktop, "民政 XLSX").startswith(b"PK")
    assert "余桂芳" in downloaded(desktop, "财政 CSV").decode("utf-8-sig")
    desktop.reload()
    expect(desktop.locator("main")).to_contain_text("谁导出过")

    desktop.goto(f"/office/credentials/{held.id}/")
    desktop.get_by_label("理由").select_option("died")
    desktop.get_by_role("button", name="撤销").click()
    assert "已撤销" in checked(phone, printed, "c.pdf")
    with window(browser, in_town, viewport=DESKTOP) as auditor:
        dress(auditor, in_town, sessionid=session_of("auditor", "djy"))
        auditor.goto("/office/credentials/")
        auditor.get_by_role("link", name="撤销").click()
        assert faults(auditor, "register", least=24) == []
        auditor.locator("ul.credentials a").first.click()
        expect(auditor.locator("main")).to_contain_text("已撤销")
        expect(auditor.locator("main .facts").first).to_contain_text("状态变更")
