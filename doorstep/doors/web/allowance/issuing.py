"""Joins the two wings: a period's certified people get their credentials, each once; a batch in a department's format names them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from doorstep.adapters.pdf import Press, Sheet
from doorstep.adapters.pdf.typeset import TypstPress
from doorstep.kernel.refusals import CaseNotFound
from doorstep.store.cases import towns
from doorstep.wings.allowance import batches
from doorstep.wings.allowance.batches import Certified, Issued
from doorstep.wings.allowance.rules import Format, yuan
from doorstep.wings.credentials import queries
from doorstep.wings.credentials.models import Credential
from doorstep.wings.credentials.rules import check_code
from doorstep.wings.credentials.services import Draft, issue
from doorstep_proof.credentials.strict_json import canonical

KIND = "ElderAllowanceCredential"
LIVES = timedelta(days=400)
LIST_TEMPLATE = "prints/allowance-list.typ"
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}
press: Press = TypstPress()


def issue_period(period: str, paths: Sequence[str], *, by: UUID | None, now: datetime, only: UUID | None = None) -> int:
    """Credentials for everybody certified (`only`: for this elder) who has none for this period; how many are new."""
    drafts = [
        Draft(
            kind=KIND,
            subject=batches.subject_of(one, period),
            subject_hash=one.id_hash,
            about=period,
            place_path=one.place_path,
            since=datetime.combine(one.on, datetime.min.time(), UTC) - timedelta(hours=8),
            until=now + LIVES,
        )
        for one in batches.certified(period, paths, only=only)
    ]
    return issue(drafts, by=by, now=now)


def held_by(id_hash: bytes) -> list[Credential]:
    """Credentials of one elder, newest first."""
    return queries.of_subject(KIND, id_hash)


def issued(period: str) -> dict[bytes, Issued]:
    """Valid credentials of a period, by whom they are about."""
    rows = Credential.objects.filter(kind=KIND, about=period, state="valid").values_list("subject_hash", "id", "digest")
    return {bytes(who): Issued(ident=ident, check_code=check_code(bytes(digest))) for who, ident, digest in rows}


def content_of(wanted: Format, period: str, people: list[Certified]) -> bytes:
    """The file a department asked for. Raises FontMissing, CaseNotFound."""
    known = issued(period)
    if wanted.file == "json":
        return _documents(known, people)
    rows = batches.rows_of(people, period, known, wanted)
    match wanted.file:
        case "csv":
            return batches.as_csv(wanted, rows)
        case "xml":
            return batches.as_xml(wanted, rows)
        case "xlsx":
            return batches.as_xlsx(wanted, rows)
        case _:
            return _printed(wanted, period, list(rows), sum(one.fen for one in people))


def _documents(known: dict[bytes, Issued], people: list[Certified]) -> bytes:
    idents = [known[one.id_hash].ident for one in people if one.id_hash in known]
    found: list[bytes] = []
    for at in range(0, len(idents), 2000):
        found += [canonical(document) for _ident, document in queries.documents_of(idents[at : at + 2000])]
    return b"[\n" + b",\n".join(found) + b"\n]\n"


def _printed(wanted: Format, period: str, rows: list[list[str]], total: int) -> bytes:
    template = towns.pack().file(LIST_TEMPLATE)
    if template is None:
        raise CaseNotFound
    data: dict[str, Any] = {
        "title": "高龄津贴认证名册",
        "office": towns.pack().jurisdiction.label.zh,
        "period": period,
        "total": yuan(total),
        "headers": [header for header, _field in wanted.columns],
        "rows": rows,
    }
    return press.pdf(Sheet(template=template, data=data, pictures={}))
