"""What anybody may fetch: who signs, what is revoked, what a credential of each kind holds. Nothing personal is in it."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.kernel.refusals import CaseNotFound
from doorstep.store.cases import towns
from doorstep.wings.credentials import keeping, publishing, queries
from doorstep.wings.log.queries import vkeys
from doorstep.wings.log.showing import show_deed
from doorstep_proof.credentials.logged import logged_document


def _answer(document: Any, kind: str) -> HttpResponse:
    response = HttpResponse(json.dumps(document, ensure_ascii=False, indent=1), content_type=kind)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@guarded(everyone)
@cache_control(public=True, max_age=300)
@require_safe
def did(request: HttpRequest) -> HttpResponse:
    """The issuer's DID document, old keys included."""
    return _answer(keeping.document(now=timezone.now(), log_keys=vkeys()), "application/did+json")


@guarded(everyone)
@cache_control(public=True, max_age=60)
@require_safe
def status(request: HttpRequest, index: int, purpose: str) -> HttpResponse:
    """A signed status list."""
    return _answer(publishing.published_list(index, purpose, now=timezone.now()), "application/vc")


@guarded(everyone)
@require_safe
def logged(request: HttpRequest, ident: UUID, code: str) -> HttpResponse:
    """Proof that the log holds this credential, for whoever checks it offline after its key was lost; to whoever has its code."""
    opened = queries.opened_by(ident, code)
    shown = show_deed("credential", str(ident)) if opened else None
    if opened is None or shown is None:
        raise CaseNotFound
    proof = logged_document(
        opened[1], index=shown.index, salt=shown.salt, proof=shown.proof, checkpoint=shown.checkpoint
    )
    return _answer(proof, "application/json")


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of credential. Raises CaseNotFound."""
    path = towns.pack().file(f"credentials/{kind}.json")
    if path is None:
        raise CaseNotFound
    return dict(json.loads(path.read_text("utf-8")))


@guarded(everyone)
@cache_control(public=True, max_age=3600)
@require_safe
def schema(request: HttpRequest, kind: str) -> HttpResponse:
    """As the pack has it, with the address it is read at."""
    return _answer({"$id": request.build_absolute_uri(request.path), **schema_of(kind)}, "application/schema+json")


@guarded(everyone)
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """What each word in a credential means."""
    pack = towns.pack()
    kinds = sorted({path.stem for folder in pack.folders for path in (folder / "credentials").glob("*.json")})
    return render(request, "credentials/terms.html", {"kinds": [_words(kind) for kind in kinds]})


def _words(kind: str) -> dict[str, Any]:
    read = schema_of(kind)
    fields = read["properties"]["credentialSubject"]["properties"]
    rows = [(name, one["title"], one["description"]) for name, one in fields.items()]
    return {"kind": kind, "title": read["title"], "english": read["description"], "rows": rows}
