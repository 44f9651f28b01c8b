"""Why a message did not arrive, and what to do about it: one sentence for each reason, in both languages. Pure.

A row keeps the reason's code and what it is about (`status:503`), never the words of a program; the sentence is made for its reader.
"""

from collections.abc import Mapping

from doorstep.adapters.webhooks import NotPosted, Reason
from doorstep.kernel.words import Words

ENDED, STATUS = "ended", "status"
UNSAID = Words(
    zh="没有送到，原因没有记下来；再推一次就会记。",
    en="It did not arrive and the reason is not known; push again to see it.",
)
SENTENCES: Mapping[str, Words] = {
    Reason.MALFORMED: Words(
        zh="地址要像 https://example.gov.cn/hook 这样，不带用户名和空格；改成这样再填。",
        en="The address must look like https://example.gov.cn/hook, without user name or blanks.",
    ),
    Reason.PLAIN: Words(
        zh="地址不是 https 开头，路上会被人看到；请对方给一个 https 地址。",
        en="The address is not https, so others could read along; ask for an https address.",
    ),
    Reason.INSIDE: Words(
        zh="这是内网地址；要推送到内网，请管理员把那个网段加到 DOORSTEP_WEBHOOK_NETWORKS。",
        en="The address lies in a private network; an administrator may allow it by DOORSTEP_WEBHOOK_NETWORKS.",
    ),
    Reason.NO_HOST: Words(
        zh="找不到这个网址里的主机。看看地址有没有写错，或者请对方确认域名还在用。",
        en="No such host. Check the address for a slip, or ask whether the name is still in use.",
    ),
    Reason.REFUSED: Words(
        zh="对方的服务没有开着，连接被拒绝。请对方确认服务在运行、端口没写错，好了再推一次。",
        en="Nothing answers there: the connection was refused. Ask whether the service runs on that port, then push again.",
    ),
    Reason.UNREACHABLE: Words(
        zh="网络到不了对方。请管理员看看这台服务器能不能连到那个地址，通了再推一次。",
        en="The network does not lead there. An administrator may see whether this server reaches that address; then push again.",
    ),
    Reason.BROKEN_OFF: Words(
        zh="对方接了又断开，没有说收到。请对方看看那边的日志，好了再推一次；同一条不会记两次。",
        en="The other side broke off without an answer. Ask them to read their log, then push again; nothing counts twice.",
    ),
    Reason.SLOW: Words(
        zh="对方太久没有回应（10 秒以上）。请对方看看是不是太忙，好了再推一次。",
        en="No answer within ten seconds. Ask whether they are overloaded, then push again.",
    ),
    Reason.CERTIFICATE: Words(
        zh="对方的安全证书有问题（过期、名字不对，或不是公认的机构发的）。请对方换好证书再推一次。",
        en="Their certificate is expired, bears another name, or nobody vouches for it. Ask for a new one, then push again.",
    ),
    Reason.MOVED: Words(
        zh="对方要转到别的地址（回答 {about}），不跟过去。停掉这个订阅，用最终的地址重建一个。",
        en="They redirect elsewhere (answer {about}), which is not followed. End this subscription and make one with the final address.",
    ),
    ENDED: Words(zh="订阅已经停了，没有再推。", en="The subscription had ended; nothing was pushed."),
    STATUS: Words(
        zh="对方没有收下（回答 {about}）。把编号告诉对方，请他们查日志，好了再推一次。",
        en="They did not take it (answer {about}). Give them the number so that they look into their log, then push again.",
    ),
    "status:401": Words(
        zh="对方不认我们的签名（回答 {about}）。请对方核对签名密钥；密钥丢了就停掉这个订阅，重建一个。",
        en="They do not accept our signature (answer {about}). Compare the secret; if it is lost, end this subscription and make another.",
    ),
    "status:404": Words(
        zh="那个地址上没有收消息的程序（回答 404）。核对地址；写错了就停掉这个订阅，重建一个。",
        en="Nothing takes messages at that address (answer 404). Check it; if it is wrong, end this subscription and make another.",
    ),
    "status:410": Words(
        zh="对方说这个地址以后都不用了（回答 410），订阅已经停掉；要新地址，重建一个。",
        en="They said that the address is gone for good (answer 410), so the subscription ended; make another with the new address.",
    ),
    "status:429": Words(
        zh="对方嫌推得太密（回答 429）。过一会儿再推。",
        en="They ask for fewer at a time (answer 429). Push again a little later.",
    ),
    "status:5": Words(
        zh="对方的系统自己出了错（回答 {about}）。请对方修好再推一次。",
        en="Their system is in trouble (answer {about}). Push again once it is mended.",
    ),
}
SAME_AS = {"status:403": "status:401"}


def of_refusal(failed: NotPosted) -> str:
    """As a row keeps it."""
    return f"{failed.reason}:{failed.about}" if failed.about else str(failed.reason)


def of_status(status: int) -> str:
    """Of an answer that is not a yes."""
    return f"{STATUS}:{status}"


def words_of(kept: str) -> Words:
    """What was kept, as a sentence: the most precise there is."""
    code, _colon, about = kept.partition(":")
    precise = SAME_AS.get(kept, kept)
    words = SENTENCES.get(precise) or SENTENCES.get(precise[: len("status:5")]) or SENTENCES.get(code) or UNSAID
    return words.filled({"about": about})
