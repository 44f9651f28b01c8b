"""Public money by source, each number with the projects it is made of; for the office the accounts and the journal to take away."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.projects.shaping import leaf, purse_rows, yuan
from doorstep.doors.web.projects.words import Law, project_law
from doorstep.doors.web.words import language, say
from doorstep.kernel.harmless_cells import harmless
from doorstep.kernel.money import plain_yuan
from doorstep.store.jurisdictions.current import schema, serving
from doorstep.wings.projects import queries
from doorstep.wings.projects.journal import Entry, entries
from doorstep.wings.projects.spending import ACCOUNTS, STAGE_NAMES, together

MOST = 400
AT_ONCE = 400


@guarded(everyone)
@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """?source= opens one source."""
    return render(request, "projects/money.html", {"here": "projects", **_sums(request)})


@guarded(may("projects"))
@never_cache
@require_safe
def office_money(request: HttpRequest) -> HttpResponse:
    """The same sums, what stands on each account, and the way to the journal."""
    balances = queries.accounts()
    context = frame(request, "projects") | _sums(request)
    context |= {
        "is_money": True,
        "accounts": [(label, yuan(balances.get(code, 0))) for code, label in ACCOUNTS.items()],
    }
    return render(request, "projects/office_money.html", context)


def _sums(request: HttpRequest) -> dict[str, Any]:
    law, totals = project_law(), queries.totals()
    source = request.GET.get("source", "")[:20]
    states = (queries.RESERVED, *queries.CHOSEN_STATES)
    asked = queries.Asked(states=states, source=source if source in totals.money else "")
    rows = [leaf(row, law) for row in queries.projects(asked, order="batch", limit=MOST) if row.money_fen]
    return {
        "now": timezone.now(),
        "purse": purse_rows(totals.money, law),
        "all": yuan(totals.money_fen),
        "spent": yuan(together(totals.money).spent),
        "is_balanced": not sum(queries.accounts().values()),
        "source": source,
        "leaves": rows,
    }


@guarded(may("projects"))
@never_cache
@require_safe
def journal(request: HttpRequest) -> StreamingHttpResponse:
    """Every entry, two lines each: what it debits, and what it credits. UTF-8 with a mark that spreadsheets know."""
    response = StreamingHttpResponse(_lines(schema(), language()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="journal.csv"'
    return response


def _lines(town: str, lang: str) -> Iterator[bytes]:
    """Written when the request is over: its language and its town hold until the last line."""
    with override(lang), serving(town):
        buffer, law = io.StringIO("\ufeff"), project_law()
        buffer.seek(1)
        writer = csv.writer(buffer, lineterminator="\r\n")
        writer.writerow(_head())
        for turn, entry in enumerate(entries(), 1):
            writer.writerows(_sides(entry, law))
            if turn % AT_ONCE == 0:
                yield _emptied(buffer)
        yield _emptied(buffer)


def _head() -> tuple[str, ...]:
    return (
        _("分录号"),
        _("日期"),
        _("项目编号"),
        _("项目"),
        _("来源"),
        _("摘要"),
        _("科目"),
        _("对方科目"),
        _("借方（元）"),
        _("贷方（元）"),
        _("凭证号"),
    )


def _sides(entry: Entry, law: Law) -> list[tuple[object, ...]]:
    """Amounts are numbers, also below nothing; words are made harmless."""
    stage = say(STAGE_NAMES[entry.stage])
    said = f"{stage}：{entry.purpose}" if entry.purpose else stage
    told = (
        entry.id,
        entry.on.isoformat(),
        entry.project,
        *(harmless(say(one)) for one in (entry.title, law.label("source", entry.source), said)),
    )
    debit, credit = say(ACCOUNTS[entry.debit]), say(ACCOUNTS[entry.credit])
    amount, document = plain_yuan(entry.fen), harmless(entry.document)
    return [(*told, debit, credit, amount, "", document), (*told, credit, debit, "", amount, document)]


def _emptied(buffer: io.StringIO) -> bytes:
    written = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return written
