"""Errors as `application/problem+json` (RFC 9457): a type, a title, a sentence, and for forms one sentence a field."""

import msgspec
from django.http import HttpResponse

from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import FormRefused, Refusal

MEDIA_TYPE = "application/problem+json"


class Problem(msgspec.Struct, omit_defaults=True):
    """What went wrong. `code` is stable for programs; `detail` is for people, in the language asked for."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    errors: dict[str, str] = {}


class NotSignedIn(Refusal):
    """请在请求里带上有效的访问令牌。"""

    status = 401


class BodyUnreadable(Refusal):
    """请求内容读不懂：%(why)s。"""

    status = 400


class BodyTooLarge(Refusal):
    """请求内容太大，最多 %(limit)s MB。"""

    status = 413


class PathUnknown(Refusal):
    """没有这个地址。"""

    status = 404


class MethodNotAllowed(Refusal):
    """这个地址不接受这种请求方法。"""

    status = 405


class TooManyAtOnce(Refusal):
    """一次最多 %(limit)s 件。"""

    status = 422


def as_problem(refusal: Refusal) -> Problem:
    """The refusal in words, in the language being spoken."""
    return Problem(
        type=f"/api/v1/problems/{refusal.code}",
        title=refusal.code.replace("_", " "),
        status=refusal.status,
        code=refusal.code,
        detail=sentence(refusal),
        errors=field_sentences(refusal) if isinstance(refusal, FormRefused) else {},
    )


def problem(refusal: Refusal) -> HttpResponse:
    """The refusal as a response."""
    body = msgspec.json.encode(as_problem(refusal))
    response = HttpResponse(body, content_type=MEDIA_TYPE, status=refusal.status)
    if refusal.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response
