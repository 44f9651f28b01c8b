"""What is wrong with a request, in the specification's words: 403 for a missing or wrong key, 404 for what is not there, else 400."""

from doorstep.doors.api.problems import NotSignedIn
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import FormRefused, Refusal


class AddressUnknown(Refusal):
    """没有这个地址。资源后面要写明格式，例如 services.json 或 services.xml。"""

    status = 404


class MethodUnknown(Refusal):
    """这个地址不接受这种请求方法。"""

    status = 400


class JurisdictionNotServed(Refusal):
    """这里没有辖区“%(given)s”。"""

    status = 404


class ArgumentMissing(Refusal):
    """缺少参数 %(name)s。"""

    status = 400


class ArgumentUnreadable(Refusal):
    """参数 %(name)s 读不懂：%(given)s。"""

    status = 400


class ServiceUnknown(Refusal):
    """没有代码为“%(given)s”的服务，请从 services 的清单里选。"""

    status = 404


class MomentUnreadable(Refusal):
    """%(name)s 要写成带时区的时间，例如 2026-11-22T00:00:00+08:00。"""

    status = 400


class SpanTooLong(Refusal):
    """start_date 和 end_date 之间最多 %(days)s 天。"""

    status = 400


class TooManyIds(Refusal):
    """一次最多查 %(most)s 个 service_request_id。"""

    status = 400


class PageTooFar(Refusal):
    """翻页最多到第 %(most)s 条，请用 start_date 和 end_date 缩小范围。"""

    status = 400


class KeyNeeded(Refusal):
    """提交要带 api_key。请向管理员申请。"""

    status = 403


class KeyUnknown(Refusal):
    """这个 api_key 无效、已停用或不能提交。"""

    status = 403


class LocationMissing(Refusal):
    """要有地点：lat 和 long，或 address_id，或写明社区的 address_string。"""

    status = 400


class CommunityNotNamed(Refusal):
    """从 address_string 里认不出是哪个社区。请写上社区名，或给出 lat 和 long，或 address_id。"""

    status = 400


class AttributeUnknown(Refusal):
    """这项服务没有名为“%(name)s”的 attribute。"""

    status = 400


class TokenUnknown(Refusal):
    """没有这个 token。"""

    status = 404


class TooOften(Refusal):
    """请求太频繁，请 %(minutes)s 分钟后再试。"""

    status = 400


class BodyBroken(Refusal):
    """请求内容读不懂，请用 application/x-www-form-urlencoded 编码，UTF-8。"""

    status = 400


def status_of(refusal: Refusal) -> int:
    """The specification knows three."""
    if isinstance(refusal, NotSignedIn) or refusal.status in (401, 403):
        return 403
    return 404 if refusal.status == 404 else 400


def errors_of(refusal: Refusal) -> list[dict[str, object]]:
    """One row for each thing that is wrong."""
    faults: list[Refusal] = [*refusal.faults.values()] if isinstance(refusal, FormRefused) else [refusal]
    return [{"code": status_of(refusal), "description": sentence(fault)} for fault in faults]
