"""Discovery: what is spoken here, in which formats, and what goes beyond the specification."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from doorstep.doors.open311.answering import Answer, resource
from doorstep.doors.open311.formats import MEDIA_TYPES
from doorstep.doors.web.words import say
from doorstep.store.cases import towns

CHANGED = "2026-11-22T00:00:00+08:00"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


@resource("GET")
def discovery(request: HttpRequest) -> Answer:
    """GET discovery."""
    url = request.build_absolute_uri(reverse("open311_discovery", args=["xml"])).removesuffix("/discovery.xml")
    content = {
        "changeset": CHANGED,
        "contact": _("%(place)s统筹办") % {"place": say(towns.pack().jurisdiction.label)},
        "key_service": _("向本辖区的管理员申请 api_key，它只能以指定岗位的名义提交"),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": url,
                "changeset": CHANGED,
                "type": "production",
                "formats": [media.partition(";")[0] for media in reversed(MEDIA_TYPES.values())],
            }
        ],
        "extensions": _extensions(url),
    }
    return Answer(root="discovery", content=content)


def _extensions(url: str) -> list[dict[str, Any]]:
    rows = (
        ("updates", f"{url}/requests/{{service_request_id}}/updates", _("一件事的经过，按先后排列"), ()),
        ("pagination", f"{url}/requests", _("翻页；下一页的地址在 Link 头里"), ("page", "page_size")),
        ("extended_attributes", f"{url}/requests", _("所处环节、公开页和经过的地址"), ("extensions",)),
        ("media", f"{url}/requests", _("提交时随 multipart/form-data 上传照片"), ("media",)),
        ("idempotency", f"{url}/requests", _("同一编号重复提交只立一件"), ("Idempotency-Key", "idempotency_key")),
        ("tracking_code", f"{url}/tokens/{{token}}", _("查询码就是 token，提交后在 account_id 里"), ()),
    )
    return [
        {"name": name, "url": address, "description": says, "parameters": list(parameters)}
        for name, address, says, parameters in rows
    ]
