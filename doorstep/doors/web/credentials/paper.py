"""A credential on paper: the sheet, its QR code, and whether a PDF that somebody brings is the one that was issued.

The same credential gives the same bytes, whenever it is printed. So a PDF is compared as a whole; where it differs, its QR code
is read, since that is what a swindler changes.
"""

import io
from typing import Any

import segno

from doorstep.adapters.pdf import Press, Sheet
from doorstep.adapters.pdf.typeset import TypstPress
from doorstep.doors.web.credentials.issuer import schema_of
from doorstep.kernel.refusals import CaseNotFound
from doorstep.store.cases import towns
from doorstep.wings.credentials.keeping import town
from doorstep.wings.credentials.models import Credential
from doorstep.wings.credentials.rules import check_code
from doorstep_proof.credentials.data_model import subjects_of
from doorstep_proof.credentials.paper import pictures
from doorstep_proof.credentials.strict_json import canonical

TEMPLATE = "prints/credential.typ"
HIDDEN = ("idSalt", "idSha256")
LONGEST_SIDE = 4000
press: Press = TypstPress()


def rows_of(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Label, English label, and value of what the holder may read, in the schema's order."""
    return [(zh, en, value) for _name, zh, en, value in named_rows_of(document)]


def named_rows_of(document: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """The same, each with the name it has in the credential."""
    (subject, *_others) = subjects_of(document)
    return _rows(next(one for one in document["type"] if one != "VerifiableCredential"), subject)


def rows_of_claims(claims: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What an SD-JWT of ours shows; its `vct` is the address of the schema."""
    kind = str(claims["vct"]).rpartition("/")[2].removesuffix(".json")
    return [(zh, en, value) for _name, zh, en, value in _rows(kind, claims)]


def _rows(kind: str, subject: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    fields = schema_of(kind)["properties"]["credentialSubject"]["properties"]
    shown = [(name, one) for name, one in fields.items() if name in subject and name not in HIDDEN]
    said = [(name, one["title"], one["description"], _spoken(name, subject[name])) for name, one in shown]
    return [
        (name, zh.replace("（分）", "（元）"), en.replace("in fen", "in yuan"), value) for name, zh, en, value in said
    ]


def _spoken(name: str, value: Any) -> str:
    """Fen are said in yuan."""
    return f"{value // 100:,}.{value % 100:02d}" if name.endswith("Fen") and isinstance(value, int) else str(value)


def scan_address(held: Credential) -> str:
    """What the QR code opens: this credential, and the hash that only its paper knows."""
    return f"{town().base}/verify/{held.id}/{check_code(bytes(held.digest))}/"


def pdf_of(held: Credential, document: dict[str, Any]) -> bytes:
    """The sheet. Raises FontMissing, CaseNotFound where the pack has no such template."""
    template = towns.pack().file(TEMPLATE)
    if template is None:
        raise CaseNotFound
    out = io.BytesIO()
    segno.make(scan_address(held), error="m", micro=False).save(out, kind="png", scale=8, border=4)
    kind = next(one for one in document["type"] if one != "VerifiableCredential")
    data = {
        "title": schema_of(kind)["title"],
        "issuer": document["issuer"]["name"],
        "rows": [[label, value] for label, _english, value in rows_of(document)],
        "code": check_code(bytes(held.digest)),
        "address": town().base.partition("://")[2] + "/verify/",
        "id": str(held.id),
        "since": document["validFrom"][:10],
        "until": document["validUntil"][:10],
    }
    files = {"qr.png": out.getvalue(), "credential.json": canonical(document)}
    return press.pdf(Sheet(template=template, data=data, pictures=files))


def qr_codes_in(content: bytes) -> list[str]:
    """What the QR codes among its pictures say."""
    import cv2  # 60 MB: only where a PDF differs from the one that was issued
    import numpy as np

    found = []
    for width, height, raw in pictures(content):
        planes = len(raw) // (width * height) if 0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE else 0
        if planes not in (1, 3):
            continue
        shape = (height, width) if planes == 1 else (height, width, 3)
        picture = np.frombuffer(raw[: width * height * planes], np.uint8).reshape(shape)
        # One code in a hundred is not read as it lies, though nothing is wrong with it: smaller or turned, it is.
        views = (
            picture,
            *(cv2.resize(picture, None, fx=part, fy=part, interpolation=cv2.INTER_AREA) for part in (0.5, 0.75)),
            cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE),
        )
        read = (cv2.QRCodeDetector().detectAndDecode(view)[0] for view in views)
        found += [text for text in [next(filter(None, read), "")] if text]
    return found


def compared(content: bytes, held: Credential, document: dict[str, Any]) -> str:
    """ "same", "swapped" when its QR code leads elsewhere, else "changed"."""
    if content == pdf_of(held, document):
        return "same"
    own = scan_address(held)
    codes = qr_codes_in(content)
    return "swapped" if not codes or any(code != own for code in codes) else "changed"
