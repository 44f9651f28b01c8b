"""From a mechanism's fields to fields on a page: what was filled, what was wrong, what there is to choose from.

The choices of units, people and places belong to the town and are handed in; nothing is looked up here.
"""

from collections.abc import Mapping, Sequence

from doorstep.doors.web.shapes import FormField, Option, PlaceMap
from doorstep.doors.web.speaking import field_sentences
from doorstep.kernel.mechanism import Field
from doorstep.kernel.refusals import FormRefused

SHOWN_AS = {"token": "hidden", "entry": "choice"}


def form_fields(
    form: Sequence[Field],
    *,
    filled: Mapping[str, str | Sequence[str]] | None = None,
    refused: FormRefused | None = None,
    options: Mapping[str, Sequence[Option]] | None = None,
    place_map: PlaceMap | None = None,
    id_prefix: str = "",
) -> tuple[FormField, ...]:
    """One FormField for each Field, in order.

    filled: what came in or is proposed, by name. options: by field name or else by kind (unit, person, place, case, entry:<list>).
    id_prefix keeps ids apart when several forms share a page, for example f"{verb}-".
    """
    faults = field_sentences(refused) if refused else {}
    return tuple(
        FormField(
            name=field.name,
            kind=SHOWN_AS.get(field.kind, field.kind),
            label=field.label,
            help=field.help or "",
            required=field.required and not field.hangs_on,
            asked_after=field.asked_after(form),
            value=_value(field, (filled or {}).get(field.name, "")),
            errors=(faults[field.name],) if field.name in faults else (),
            options=_options(field, options or {}),
            multiple=field.multiple,
            max_length=field.max_length,
            minimum=field.minimum,
            maximum=field.maximum,
            map=place_map if field.kind == "place" else None,
            id_prefix=id_prefix,
        )
        for field in form
    )


def _value(field: Field, raw: str | Sequence[str]) -> str | tuple[str, ...]:
    if field.multiple or field.kind == "photo":
        return (raw,) if isinstance(raw, str) and raw else tuple(raw)
    if isinstance(raw, str):
        return raw
    return str(raw[-1]) if isinstance(raw, Sequence) and raw else str(raw or "")


def _options(field: Field, options: Mapping[str, Sequence[Option]]) -> tuple[Option, ...]:
    if field.choices:
        return tuple(Option(code=choice.code, label=choice.label) for choice in field.choices)
    if field.kind == "entry":
        return tuple(options.get(f"entry:{field.of}") or ())
    return tuple(options.get(field.name) or options.get(field.kind) or ())
