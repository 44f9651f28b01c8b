"""Says a refusal in the reader's language: the kernel's Chinese sentence, translated, with its holes filled."""

from typing import Any

from django.utils.translation import get_language, gettext

from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.kernel.words import Words


def spoken(value: Any) -> str:
    """Any parameter of a refusal as text."""
    language = get_language() or "zh-hans"
    if isinstance(value, Words):
        return value.say(language)
    if isinstance(value, (tuple, list)):
        return ("、" if language.startswith("zh") else ", ").join(spoken(item) for item in value)
    return str(value)


def sentence(refusal: Refusal) -> str:
    """One clear sentence."""
    return gettext(refusal.sentence) % {name: spoken(value) for name, value in refusal.params.items()}


def field_sentences(refused: FormRefused) -> dict[str, str]:
    """One sentence for each field at fault."""
    return {name: sentence(fault) for name, fault in refused.faults.items()}
