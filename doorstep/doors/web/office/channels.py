"""The ways in by which a word reaches the town, as people call them. A way nobody named here is called by its code."""

from doorstep.doors.web.shapes import Option
from doorstep.kernel.words import Words

BY_SIGN = "qr"
CHANNELS = {
    "web": Words(zh="居民网页", en="residents’ pages"),
    BY_SIGN: Words(zh="码上办", en="QR code at a place"),
    "snap": Words(zh="随手拍", en="snapshot"),
    "visit": Words(zh="走访", en="visit"),
    "hotline": Words(zh="12345 来电", en="call to 12345"),
    "desk": Words(zh="窗口登记", en="recorded at the desk"),
    "point": Words(zh="民情民意观测点", en="observation point"),
    "api": Words(zh="其他系统", en="another system"),
    "open311": Words(zh="Open311", en="Open311"),
    "wechat": Words(zh="微信公众号", en="WeChat"),
    "import_hotline": Words(zh="12345 导入", en="imported from 12345"),
    "import_petition": Words(zh="信访系统导入", en="imported from petitions"),
    "import_proposal": Words(zh="人民建议导入", en="imported from people’s suggestions"),
    "import_paper": Words(zh="纸质表单导入", en="imported from paper forms"),
    "import_other": Words(zh="其他系统导入", en="imported from another system"),
}


def channel_words(channel: str) -> Words:
    """Where the word came in."""
    return CHANNELS.get(channel, Words(zh=channel, en=channel))


def channel_options() -> tuple[Option, ...]:
    """Every way in, to choose from."""
    return tuple(Option(code=code, label=words) for code, words in CHANNELS.items())
