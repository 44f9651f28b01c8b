"""What a checker says of a credential, in words for whoever holds it in hand."""

from dataclasses import dataclass, field
from typing import Any

VALID, REVOKED, SUSPENDED, EXPIRED, NOT_YET = "valid", "revoked", "suspended", "expired", "not_yet_valid"
UNKNOWN_ISSUER, TAMPERED, MALFORMED, STATUS_UNKNOWN = "unknown_issuer", "tampered", "malformed", "status_unknown"
KEY_REVOKED = "key_revoked"
WORDS = {
    VALID: (
        "有效：签名正确，没有被撤销，在有效期内。",
        "Valid: the signature is right, it is not revoked, and it is in date.",
    ),
    REVOKED: (
        "已撤销：签名正确，但签发单位后来撤销了它，不能再用。",
        "Revoked: the signature is right, but the issuer has since revoked it.",
    ),
    SUSPENDED: (
        "暂停使用：签名正确，但签发单位正在核实，暂时不能用。",
        "Suspended: the signature is right, but the issuer is looking into it; not to be used for now.",
    ),
    EXPIRED: ("已过期：签名正确，但有效期已过。", "Expired: the signature is right, but its time is over."),
    NOT_YET: (
        "还没生效：签名正确，但还没到开始的日子。",
        "Not yet valid: the signature is right, but its time has not begun.",
    ),
    UNKNOWN_ISSUER: (
        "签发单位不明：这把钥匙不属于你信任的任何单位，谁都可以自己做一张这样的凭证。",
        "Unknown issuer: the key belongs to nobody you trust; anyone could have made this.",
    ),
    KEY_REVOKED: (
        "签发密钥已作废：这把密钥落到过别人手里，没有存证证明这张凭证是那以前签发的，不要采信。请持证人到签发单位换一张。",
        "The key was revoked: others have had it, and no log shows that this was issued before. Do not rely on it.",
    ),
    TAMPERED: (
        "内容被改动过：签名与内容对不上，不要采信。",
        "Tampered with: the signature does not match the content. Do not rely on it.",
    ),
    MALFORMED: (
        "不是一张完整的凭证：格式不对，无法核对。",
        "Not a whole credential: its form is wrong and it cannot be checked.",
    ),
    STATUS_UNKNOWN: (
        "签名正确、在有效期内，但手里没有最新的撤销名单，不知道它有没有被撤销。",
        "The signature is right and it is in date, but without the current status list nobody can say whether it was revoked.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`why`: what exactly was wrong, for a specialist; `document`: what was signed, only when the signature is right."""

    state: str
    why: str = ""
    issuer: str = ""
    document: dict[str, Any] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        return self.state == VALID

    def say(self, language: str = "zh") -> str:
        """The sentence for the reader."""
        return WORDS[self.state][1 if language.startswith("en") else 0]
