"""Published orders to take away: an Atom feed of the newest, and all of them as CSV. The same redacted words as on the pages."""

import csv
import io
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.public import asking
from doorstep.doors.web.public.leaves import Leaf, leaf
from doorstep.doors.web.words import language, say
from doorstep.kernel.harmless_cells import harmless
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.store.cases.towns import pack
from doorstep.store.jurisdictions.current import schema, serving
from doorstep.wings.publication import public

FEED = 50
LINES = 200


@guarded(everyone)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The fifty newest, by the same filters."""
    made = Atom1Feed(
        title=_("%(place)s晒单") % {"place": say(pack().jurisdiction.label)},
        link=request.build_absolute_uri(reverse("public")),
        description=_("办完和正在办的事，脱敏后公开"),
        language=language(),
        feed_url=request.build_absolute_uri(),
    )
    for one in public.published(asking.asked_of(request), limit=FEED)[:FEED]:
        shown = leaf(one)
        made.add_item(
            title=say(one.title),
            link=request.build_absolute_uri(reverse("public_order", args=[one.number])),
            description=say("\n".join(text for text in (one.body, one.outcome) if text)),
            pubdate=one.published_at,
            updateddate=one.edited_at
            if one.edited_at and one.published_at and one.edited_at > one.published_at
            else one.published_at,
            categories=(say(shown.category),),
            unique_id=f"tag:{request.get_host()},2026:{one.number}",
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@guarded(everyone)
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """All that fit the filter, as they are read from the database: UTF-8 with a mark that spreadsheets know."""
    asked, town = asking.asked_of(request), schema()
    response = StreamingHttpResponse(_lines(asked, town, language()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="orders.csv"'
    return response


def _lines(asked: public.Asked, town: str, lang: str) -> Iterator[bytes]:
    """Written when the request is over: its language and its town hold until the last line."""
    with override(lang), serving(town):
        yield from _rows(asked)


def _rows(asked: public.Asked) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    head = (
        _("编号"),
        _("标题"),
        _("反映了什么"),
        _("办得怎么样"),
        _("类别"),
        _("地点"),
        _("承办单位"),
        _("状态"),
        _("评价"),
        _("反映日期"),
        _("公开日期"),
    )
    yield b"\xef\xbb\xbf"
    writer.writerow(head)
    for turn, item in enumerate(public.everything(asked), 1):
        writer.writerow([harmless(value) for value in _cells(leaf(item))])
        if turn % LINES == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _cells(one: Leaf) -> tuple[str, ...]:
    item = one.item
    published_on = item.published_at.astimezone(SHANGHAI).date().isoformat() if item.published_at else ""
    words = (one.category, one.where, one.unit, one.state.text, one.grade)
    return (
        item.number,
        item.title,
        item.body,
        item.outcome,
        *map(say, words),
        item.opened_on.isoformat(),
        published_on,
    )


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
