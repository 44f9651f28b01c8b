"""What the component templates want to be given: one frozen record for each. Says how things look, never what they mean.

A door fills these from queries; `templates/components/README.md` shows each with the line that includes it. A text is `str`
(already in the reader's language) or `Words`; every moment is aware UTC; a tone is one of `TONES`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from doorstep.kernel.words import Words

Text = str | Words
Tone = Literal["ok", "soon", "late", "done", "rest", "none"]
TONES: tuple[Tone, ...] = ("ok", "soon", "late", "done", "rest", "none")


@dataclass(frozen=True, kw_only=True)
class Due:
    """due.html. tone: ok in time, soon today or tomorrow, late, done, rest the clock stands still, none no clock."""

    tone: Tone
    text: Text
    at: datetime | None = None
    why_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Photo:
    """photo_strip.html. alt says what is to be seen; url is the full picture, thumb a small one."""

    url: str
    alt: Text
    thumb: str = ""
    caption: Text = ""


@dataclass(frozen=True, kw_only=True)
class StoryLine:
    """story.html, one event, as a sentence. said: private text shown to those entitled. inside: staff only, never public."""

    text: Text
    at: datetime | None = None
    said: Text = ""
    more: Text = ""
    due: Due | None = None
    photos: Sequence[Photo] = ()
    inside: bool = False
    link_url: str = ""
    link_text: Text = ""
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """figures.html, one number. value is ready to read (“96.4%”); n the cases it was computed over; url the records behind it."""

    value: str
    label: Text
    url: str = ""
    n: int | None = None
    tone: Tone = "none"
    definition: Text = ""


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """case_row.html. quiet: place, how many reported, which time; next: the step that is owed, and by whom."""

    title: Text
    url: str
    number: str = ""
    quiet: Text = ""
    next: Text = ""
    next_quiet: Text = ""
    due: Due | None = None
    tag: Text = ""
    tick: str = ""
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer of a choice. group: heading in a long list (a street over its communities)."""

    code: str
    label: Text
    help: Text = ""
    group: Text = ""


@dataclass(frozen=True, kw_only=True)
class OptionGroup:
    """Some answers under one heading."""

    heading: Text
    options: tuple[Option, ...]
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class PlaceMap:
    """The pin beside a list of places. outlines_url: GeoJSON whose features carry `code` and `name`; centre in WGS-84."""

    outlines_url: str
    lat: str = ""
    lon: str = ""


@dataclass(frozen=True, kw_only=True)
class FormField:
    """field.html. kind as in kernel Field, and also phone, password, code, hidden.

    value: str, or a tuple of codes when `multiple`. The id in the page is id_prefix + name; a place's pin posts
    name_lat and name_lon. asked_after: the answers to another question after which this one is to be answered.
    """

    name: str
    kind: str
    label: Text
    help: Text = ""
    required: bool = True
    asked_after: Sequence[Text] = ()
    value: str | tuple[str, ...] = ""
    errors: Sequence[Text] = ()
    options: Sequence[Option] = ()
    multiple: bool = False
    max_length: int | None = None
    minimum: object = None
    maximum: object = None
    unit: Text = ""
    rows: int = 4
    as_list: bool = False
    autocomplete: str = ""
    map: PlaceMap | None = None
    id_prefix: str = ""

    @property
    def id(self) -> str:
        return f"{self.id_prefix}{self.name}"

    @property
    def described_by(self) -> str:
        """Ids for aria-describedby: the help, then what is wrong."""
        parts = [f"{self.id}-help"] if self.help else []
        return " ".join([*parts, f"{self.id}-error"] if self.errors else parts)

    @property
    def chosen(self) -> tuple[str, ...]:
        return self.value if isinstance(self.value, tuple) else (self.value,) if self.value else ()

    @property
    def is_group(self) -> bool:
        """Whether it is several controls under a legend rather than one under a label."""
        return (self.kind == "choice" or (self.kind == "unit" and self.multiple)) and not self.as_select

    @property
    def groups(self) -> tuple[OptionGroup, ...]:
        """The options under their headings, for a long list to tick; the first stands open, and any with something ticked."""
        parts = [(heading, tuple(found)) for heading, found in groupby(self.options, key=lambda option: option.group)]
        return tuple(
            OptionGroup(
                heading=heading,
                options=options,
                is_open=turn == 0 or any(option.code in self.chosen for option in options),
            )
            for turn, (heading, options) in enumerate(parts)
        )

    @property
    def as_select(self) -> bool:
        """A drop-down for units, people and long lists of choices; large buttons to tap for up to seven."""
        return not self.multiple and (self.as_list or self.kind in ("unit", "person", "place") or len(self.options) > 7)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """receipt.html. qr_svg: markup made by the server (segno), or empty."""

    number: str
    code: str
    url: str
    qr_svg: str = ""
    valid_words: Text = ""


@dataclass(frozen=True, kw_only=True)
class Pager:
    """pager.html: neighbours by keyset; an empty url means there is none. said: “第 51–100 件”, if known."""

    newer_url: str = ""
    older_url: str = ""
    said: Text = ""
