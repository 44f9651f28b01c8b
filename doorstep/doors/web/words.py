"""Words and records in the language of the reader now being served. Formats; decides nothing."""

from django.utils import translation

from doorstep.adapters.traditional import to_traditional
from doorstep.kernel.words import ZH_HANS, Words


def language() -> str:
    """The reader's language code, lower case; simplified Chinese when none is active."""
    return (translation.get_language() or ZH_HANS).lower()


def say(value: Words | str | None) -> str:
    """Words in the reader's language. A plain string is a record in Chinese: traditional readers get it converted."""
    if value is None:
        return ""
    lang = language()
    if isinstance(value, Words):
        return value.say(lang, traditional=to_traditional)
    return to_traditional(str(value)) if lang.startswith("zh-hant") else str(value)
