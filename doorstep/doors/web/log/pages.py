"""存证日志: how long it is, what was signed last, who witnessed it, whether anything is missing; a single entry; checking a receipt."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.shapes import Figure
from doorstep.kernel.words import Words
from doorstep.wings.log import mirroring, queries
from doorstep.wings.log.anchoring import anchors
from doorstep.wings.log.models import Trouble
from doorstep_proof.entries import Entry
from doorstep_proof.merkle import leaf_hash
from doorstep_proof.notes import as_base64
from doorstep_proof.tiles import TiledTree

KINDS = {
    "event": Words(zh="事项的一步留痕", en="a step of a case"),
    "publication": Words(zh="一条公示", en="a publication"),
    "poll": Words(zh="一次勾选或表决", en="a poll"),
    "ballot": Words(zh="一张选票", en="a ballot"),
    "credential": Words(zh="一张凭证", en="a credential"),
    "evidence": Words(zh="一条认证证据", en="a piece of evidence"),
    "statuslist": Words(zh="一份凭证状态表", en="a status list"),
    "other": Words(zh="其他", en="something else"),
}
TROUBLES = {
    "log_ahead": Words(
        zh="签过名的日志比数据库里的长：数据库很可能是用旧备份恢复的。新的事照常办理，只是暂不写入日志，等找回缺的部分。",
        en="The signed log is longer than the one in the database, which was probably restored from an old backup. "
        "Work goes on; nothing is added to the log until the missing part is back.",
    ),
    "log_parted": Words(
        zh="数据库里的日志和签过名的对不上：有人改过，或者恢复了别的数据库。",
        en="The log in the database differs from the signed one: somebody changed it, or another database was restored.",
    ),
    "tiles_broken": Words(
        zh="日志的瓦片和树根对不上，正在等运维从记录重新推算。",
        en="Tiles of the log do not lead to its root; the operator has to derive them anew.",
    ),
}
STILL = Words(
    zh="日志的签名密钥或者签名记录没有就位。", en="The log's key, or its record of what was signed, is not in place."
)


@guarded(everyone)
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The page; every figure from the log's own records."""
    latest, waiting, gaps = queries.latest_checkpoint(), queries.waiting(), queries.gaps()
    figures = [
        Figure(value=f"{latest.size if latest else 0:,}", label=_("条记录已签名"), url=reverse("log_checkpoint")),
        Figure(value=f"{waiting:,}", label=_("条等着写入")),
        Figure(value=f"{gaps:,}", label=_("处缺口"), tone="late" if gaps else "none"),
    ]
    went_back = queries.clock_went_back()
    context = {
        "here": "log",
        "figures": figures,
        "latest": latest,
        "gaps": gaps,
        "keys": queries.vkeys(),
        "witnesses": queries.seen_by(),
        "troubles": [_trouble(one) for one in queries.troubles()],
        "went_back": went_back,
        "anchors": anchors(),
        "now": timezone.now(),
    }
    return render(request, "log/log.html", context)


def _trouble(one: Trouble) -> dict[str, object]:
    return {"since": one.since, "words": TROUBLES.get(one.kind, STILL), "detail": one.detail}


@guarded(everyone)
@require_safe
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """What is public of one leaf, and the way from it to the signed root."""
    found, latest = queries.entry_at(index), queries.latest_checkpoint()
    if found is None or latest is None or index >= latest.size:
        raise Http404
    spelled = Entry(kind=found.kind, commitment=bytes(found.commitment)).spelled()
    tree = TiledTree(latest.size, mirroring.read_tiles)
    context = {
        "here": "log",
        "index": index,
        "number": index + 1,
        "kind": KINDS.get(found.kind, KINDS["other"]),
        "entry": spelled.decode(),
        "leaf": as_base64(leaf_hash(spelled)),
        "proof": [as_base64(hash_) for hash_ in tree.inclusion_proof(index)],
        "root": as_base64(tree.root()),
        "latest": latest,
        "previous": index - 1 if index else None,
        "next": index + 1 if index + 1 < latest.size else None,
        "is_lost": found.position is None and found.deed is None,
    }
    return render(request, "log/entry.html", context)


@guarded(everyone)
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Checks a receipt in the reader's browser; nothing is sent."""
    return render(request, "log/check.html", {"here": "log", "keys": queries.vkeys(), "witnesses": queries.seen_by()})
