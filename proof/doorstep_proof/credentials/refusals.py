"""Why a credential was not believed, each by its name; the docstring is what a reader is told."""

from doorstep_proof.refusals import Malformed, NotProven


class KeyUnreadable(Malformed):
    """公钥读不懂，或不是支持的种类（Ed25519、P-256、P-384）。"""


class NotACredential(Malformed):
    """不符合可验证凭证 2.0 的格式。"""


class ProofUnreadable(Malformed):
    """签名部分读不懂，或用的是不支持的签名方法。"""


class SignatureWrong(NotProven):
    """签名对不上：内容被改动过，或不是这把钥匙签的。"""


class StatusListWrong(NotProven):
    """状态名单读不懂、长度不对，或用途对不上。"""


class DisclosureWrong(NotProven):
    """选择性披露的内容与签发时不一致。"""


class HolderNotShown(NotProven):
    """没有证明出示的人就是持有人。"""
