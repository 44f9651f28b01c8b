"""What was found, in plain words: Chinese first, English on request. One sentence for each way a thing can fail."""

from datetime import UTC

from doorstep_proof.receipts import Proven
from doorstep_proof.refusals import NotProven

ENGLISH = {
    "NotProven": "This does not check out.",
    "Malformed": "The file is not of the agreed form and cannot be read.",
    "ReceiptMalformed": "This is not a receipt file, or something is missing from it.",
    "NoteMalformed": "The checkpoint is not a signed note: its form is wrong.",
    "CheckpointMalformed": "This is not a checkpoint of a log: its form is wrong.",
    "KeyMalformed": "The public key is not written as it should be.",
    "SignatureForged": "The signature is forged, or the text was changed after it was signed.",
    "NotSigned": "There is no signature that can be trusted.",
    "OtherLog": "This is the checkpoint of another log.",
    "NotIncluded": "The proof of inclusion does not hold: this entry is not in that log, or it was changed.",
    "NotConsistent": "The proof of consistency does not hold: the log's history was rewritten, or two versions were given out.",
    "OtherCase": "An event of another case stands in this receipt.",
    "ChainBroken": "Two steps do not fit together: one in between was replaced.",
    "WordsAltered": "The words do not fit what was recorded: somebody changed them.",
    "KeyNotTrusted": "The key that signed is not the one you named.",
    "EntryMalformed": "This is not an entry of the log.",
    "LogShrank": "The log is shorter than it was: perhaps an old copy, perhaps old data restored.",
    "TileBroken": "A tile of the log is incomplete or was changed.",
}


def refusal_words(refusal: NotProven, lang: str) -> str:
    """Why not, in a sentence, with the particulars behind it."""
    kind = next(one for one in type(refusal).__mro__ if one.__name__ in ENGLISH or lang == "zh")
    sentence = " ".join((type(refusal).__doc__ or "").split()) if lang == "zh" else ENGLISH[kind.__name__]
    detail = str(refusal)
    return f"{sentence}（{detail}）" if detail and lang == "zh" else f"{sentence} ({detail})" if detail else sentence


def receipt_words(proven: Proven, lang: str) -> list[str]:
    """What a receipt proves, line by line."""
    return _chinese(proven) if lang == "zh" else _english(proven)


def _chinese(proven: Proven) -> list[str]:
    head = proven.opened.checkpoint
    places = "、".join(str(index + 1) for index in proven.indices)
    lines = [
        f"回执属实：{proven.town} {proven.number}，{len(proven.indices)} 步留痕都在存证日志里，登记以后没有被改过。",
        f"  日志 {head.origin}，共 {head.size} 条，这件事是第 {places} 条。",
    ]
    if proven.opened_at:
        lines.append(f"  登记时间 {proven.opened_at}（世界时），事项标识 {proven.case}。")
    if proven.words:
        lines.append(f"  {len(proven.words)} 段原话和登记时的一字不差。")
    for one in proven.cosigned:
        lines.append(f"  {one.witness.name} 在 {one.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}（世界时）见证过这份日志。")
    if not proven.cosigned:
        lines.append("  这份检查点还没有见证单位联署：只有镇里自己的签名。")
    if not proven.is_pinned:
        lines.append("  请核对公钥（回执自带，应与网站“存证日志”页和公告栏上的一致；用 --key 指定就不用每次看）：")
        lines += [f"    {key.spelled()}" for key in proven.keys]
    return lines


def _english(proven: Proven) -> list[str]:
    head = proven.opened.checkpoint
    places = ", ".join(str(index + 1) for index in proven.indices)
    lines = [
        f"The receipt is true: {proven.town} {proven.number}, {len(proven.indices)} steps are in the log, unchanged since.",
        f"  Log {head.origin} of {head.size} entries; these are number {places}.",
    ]
    if proven.opened_at:
        lines.append(f"  Recorded at {proven.opened_at} (UTC), case {proven.case}.")
    if proven.words:
        lines.append(f"  {len(proven.words)} texts are word for word as they were recorded.")
    for one in proven.cosigned:
        lines.append(f"  {one.witness.name} witnessed this log at {one.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} (UTC).")
    if not proven.cosigned:
        lines.append("  No witness has cosigned this checkpoint yet: the town's own signature stands alone.")
    if not proven.is_pinned:
        lines.append(
            "  Compare this key, which the receipt brought along, with the one on the town's log page (or name it by --key):"
        )
        lines += [f"    {key.spelled()}" for key in proven.keys]
    return lines
