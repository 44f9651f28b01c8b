"""What the roll says about somebody, in words, for the copy they may ask for; and how it reads with another name. Opens nothing."""

import json
from collections.abc import Callable, Mapping

from doorstep.store.places.atlas import atlas
from doorstep.wings.allowance.rules import NEED_WORDS, STATES, yuan


def person_told(text: str) -> dict[str, str]:
    """Of an entry's seal."""
    name, number = json.loads(text)
    return {"姓名": name, "身份证号": number}


def renamed(text: str, name: str) -> str:
    """An entry's seal with another name."""
    _before, number = json.loads(text)
    return json.dumps([name, number], ensure_ascii=False)


def seen_of(text: str) -> dict[str, str]:
    """A certification's seal by name: what was seen and who came along; empty for departments' signs, which stand as they are."""
    return dict(json.loads(text)) if text.startswith("{") else {}


def seen_told(text: str) -> dict[str, str]:
    """The same in words. A photo by its digest: it is seen at the window."""
    seen = seen_of(text)
    return (
        {NEED_WORDS[name]: value for name, value in seen.items() if name in NEED_WORDS} if seen else {"部门证据": text}
    )


def place_told(code: str) -> dict[str, str]:
    """Of a place's code."""
    spot = atlas().get(code) if code in atlas() else None
    return {"社区": spot.label.zh if spot else code}


def state_told(state: str) -> dict[str, str]:
    """Of a state."""
    return {"现在": STATES[state].zh}


def yuan_told(fen: str) -> dict[str, str]:
    """Of an amount."""
    return {"元": yuan(int(fen))}


def called(label: str) -> Callable[[str], Mapping[str, str]]:
    """What says itself, under a label."""
    return lambda text: {label: text}
