"""What the conversation says. Short, plain, and each question with the signs to answer it."""

from collections.abc import Sequence
from typing import Protocol

from doorstep.kernel.words import Words

SHOWN = 60


class Labelled(Protocol):
    """Anything with a name."""

    @property
    def label(self) -> Words: ...


WELCOME = Words(
    zh="您好，这里是家门口。身边有什么事要反映，直接说就行，例如“3 号楼门口路灯三天没亮”。\n查进度：发“查”加查询码。",
    en="Hello. Just say what is wrong around you, e.g. “The lamp at building 3 has been dark for three days”.\nTo follow: “track” and your code.",
)
HOW = Words(
    zh="反映事情：直接说发生了什么，我会问在哪里、有没有照片。\n查进度：发“查”加查询码，例如“查 7K2MP-R4T9B”。\n中途不想报了：回 0。",
    en="To report: just say what happened; I will ask where, and for pictures.\nTo follow: “track” and your code.\nTo stop: 0.",
)
WHAT = Words(
    zh="发生了什么？一两句话就够，也可以发语音。", en="What happened? A sentence or two is enough; voice works too."
)
SAY_MORE = Words(zh="请多说几个字：发生了什么？", en="Please say a little more: what happened?")
WHAT_PICTURE = Words(zh="照片收到了。发生了什么？一两句话就够。", en="Got the picture. What happened?")
PICTURE_THEN_WHERE = Words(
    zh="照片收到了。在哪里？点“+”发送位置，或者写社区名字。",
    en="Got the picture. Where is it? Send a location, or write the community’s name.",
)
PLACE_UNKNOWN = Words(
    zh="没有找到这个社区。请写社区或村的名字，例如“幸福社区”；或者点“+”发送位置。回 0 取消。",
    en="No community of that name. Write its name, or send a location. 0 to stop.",
)
OUTSIDE = Words(
    zh="这个位置不在本地范围内。请再发一次位置，或者写社区名字。",
    en="That location is outside this town. Send another, or write the community’s name.",
)
ADDED = Words(
    zh="补上了。还有照片就接着发，没有了回 1。", en="Added. Send pictures if there are any; 1 when there are no more."
)
TOO_MANY_PICTURES = Words(
    zh="照片够多了，最多 6 张。回 1 继续。", en="That is enough pictures, six at most. 1 to go on."
)
CANCELLED = Words(
    zh="好的，没有提交。要反映时直接说就行。", en="All right, nothing was sent. Just write when there is something."
)
NOT_UNDERSTOOD = Words(
    zh="语音没有听清，请再说一遍，或者打字。", en="I could not make out the voice. Say it again, or type."
)
NOT_TAKEN = Words(
    zh="这种消息我看不懂。请发文字、语音、照片或位置。",
    en="I cannot read that kind of message. Send text, voice, pictures or a location.",
)
FOLLOW_HOW = Words(
    zh="请发“查”加查询码，例如“查 7K2MP-R4T9B”。查询码在提交后的回执里。",
    en="Send “track” and the code of your receipt.",
)
FOLLOW_NONE = Words(
    zh="没有这个查询码。请照着回执再看一遍，横线不用填。", en="No such code. Please look at your receipt again."
)
TRIED_OFTEN = Words(zh="查得太频繁了，请一小时后再试。", en="Too many tries. Please come back in an hour.")
TOO_OFTEN = Words(
    zh="今天提交得有点多了，请明天再来，或者打开网页提交。",
    en="That is a lot for one day. Please come back tomorrow, or use the web page.",
)
PICTURE_LOST = Words(
    zh="有一张照片没有收下来。请打开回执里的链接，在“补充情况”里再传一次。",
    en="One picture did not arrive. Please add it on the page your receipt links to.",
)
SENT_BY_MESSENGER = Words(zh="提交时随消息发来的照片", en="Pictures that came with the report")


def where(what: str) -> Words:
    """The report was heard; where is it?"""
    return Words(
        zh=f"记下了：“{_short(what)}”。\n在哪里？点“+”发送位置，或者写社区名字。回 0 取消。",
        en=f"Noted: “{_short(what)}”.\nWhere? Send a location, or write the community’s name. 0 to stop.",
    )


def what_there(place: Words) -> Words:
    """A place was sent first."""
    return Words(zh=f"位置在{place.zh}。发生了什么？", en=f"That is in {place.en}. What happened?")


def which(offered: Sequence[Labelled], found: int) -> Words:
    """Several places are called that."""
    listed_zh = "\n".join(f"{turn} {one.label.zh}" for turn, one in enumerate(offered, 1))
    listed_en = "\n".join(f"{turn} {one.label.en}" for turn, one in enumerate(offered, 1))
    more_zh = "\n还有别的，可以写得再全一点。" if found > len(offered) else ""
    more_en = "\nThere are more; write more of the name." if found > len(offered) else ""
    return Words(
        zh=f"是哪一个？回数字：\n{listed_zh}{more_zh}", en=f"Which one? Answer with the number:\n{listed_en}{more_en}"
    )


def pictures(place: Words, already: int) -> Words:
    """Where it is, is known; are there pictures?"""
    have_zh = f"已有照片 {already} 张，还可以接着发" if already else "有照片就发来，最多 6 张"
    have_en = (
        f"{already} picture(s) so far, more are welcome" if already else "Send pictures if you have any, up to six"
    )
    return Words(
        zh=f"地点：{place.zh}。\n{have_zh}；没有了回 1。",
        en=f"Place: {place.en}.\n{have_en}; 1 when there are no more.",
    )


def one_more_picture(count: int) -> Words:
    """A picture came."""
    return Words(zh=f"收到 {count} 张。还有就接着发，没有了回 1。", en=f"{count} so far. Send more, or 1 to go on.")


def confirm(what: str, place: Words, count: int) -> Words:
    """Look it over."""
    return Words(
        zh=f"请看一遍：\n{_short(what, 300)}\n地点：{place.zh}\n照片：{count} 张\n回 1 提交，回 2 重写，回 0 取消。",
        en=f"Please look it over:\n{_short(what, 300)}\nPlace: {place.en}\nPictures: {count}\n1 to send, 2 to write anew, 0 to stop.",
    )


def agreeing(text: Words) -> Words:
    """What sending it agrees to, beneath what is to be looked over."""
    return Words(zh=f"\n回 1 提交，就是同意：{text.zh}", en=f"\nBy sending it you agree: {text.en}")


def receipt(number: str, code: str, link: str) -> Words:
    """It was opened."""
    return Words(
        zh=f"收到了。编号 {number}，查询码 {code}。\n看进展、补充、评价：{link}\n也可以随时发“查 {code}”。",
        en=f"Received. Number {number}, code {code}.\nFollow, add, rate: {link}\nOr send “track {code}” at any time.",
    )


def standing(number: str, state: Words, link: str) -> Words:
    """How a case stands."""
    return Words(zh=f"{number}：{state.zh}。\n详情：{link}", en=f"{number}: {state.en}.\nMore: {link}")


def _short(text: str, most: int = SHOWN) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
