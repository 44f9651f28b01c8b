"""The forms of the steps open to me, made from the mechanism; and what came back from one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.sending import sending_of
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.office.choices import unit_options
from doorstep.doors.web.office.entries import Suggestion
from doorstep.doors.web.resident.asking import place_options
from doorstep.doors.web.shapes import FormField, Option
from doorstep.kernel.case import Case
from doorstep.kernel.decide import steps_open_to
from doorstep.kernel.form import demanded
from doorstep.kernel.mechanism import Field, Step
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held
from doorstep.store.cases.ties import waiting_for
from doorstep.store.people.staffing import colleagues_of
from doorstep.wings.intake.photos import keep_photos


@dataclass(frozen=True, kw_only=True)
class StepForm:
    """A step as the page offers it. `moves`: it takes the case on; the others go alongside. `hints`: what the catalogue says;
    `lead`: the unit that it proposes."""

    step: Step
    fields: tuple[FormField, ...]
    key: str
    seen: int
    is_open: bool = False
    problems: tuple[str, ...] = ()
    hints: tuple[Words, ...] = ()
    lead: Suggestion | None = None

    @property
    def moves(self) -> bool:
        return bool(self.step.ways)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A step that was sent and not taken: what was typed, and why not."""

    verb: str
    filled: Mapping[str, Any]
    key: str
    refused: FormRefused | None = None
    why: str = ""


def step_forms(
    request: HttpRequest, held: Held, *, attempt: Attempt | None = None, wanted: str = ""
) -> tuple[StepForm, ...]:
    """One for each step open to me, those that move the case first. `wanted` stands open; its answers may be proposed in the address."""
    actor = actor_of(request)
    steps = steps_open_to(held.case, law(held.law_id), actor, towns.pack().parties)
    options = options_for(request, {field.kind for step in steps for field in step.form})
    forms = [
        _form(
            step,
            held,
            options,
            attempt if attempt and attempt.verb == step.verb else None,
            _given(request, step) if step.verb == wanted else None,
        )
        for step in steps
    ]
    return tuple(sorted(forms, key=lambda form: not form.moves))


def _form(
    step: Step,
    held: Held,
    options: Mapping[str, Sequence[Option]],
    attempt: Attempt | None,
    wanted: Mapping[str, str] | None,
) -> StepForm:
    """`wanted`: whoever came asked for this step, with these answers."""
    sent = sending_of(step, held)
    return StepForm(
        step=step,
        hints=sent.hints,
        lead=sent.lead,
        fields=form_fields(
            _asked(step, held.case, attempt),
            filled=attempt.filled if attempt else {**_proposed(step, held.case), **sent.filled, **(wanted or {})},
            refused=attempt.refused if attempt else None,
            options={**options, "unit": unit_options(sent.units)} if sent.units else options,
            id_prefix=f"{step.verb}-",
        ),
        key=attempt.key if attempt and attempt.refused else fresh_key(),
        seen=held.case.seq,
        is_open=attempt is not None or wanted is not None,
        problems=(attempt.why,) if attempt and attempt.why else (),
    )


def _given(request: HttpRequest, step: Step) -> dict[str, str]:
    """Numbers proposed in the address, such as which milestone."""
    numbers = (field.name for field in step.form if field.kind == "number")
    return {name: value[:12] for name in numbers if (value := request.GET.get(name, "")).isdecimal()}


def _asked(step: Step, case: Case, attempt: Attempt | None) -> tuple[Field, ...]:
    """The form without the question why not to wait, where nothing is awaited."""
    is_asked = (
        not step.overrides or (attempt and attempt.filled.get(step.overrides)) or waiting_for(case.id, step.awaits)
    )
    form = demanded(step.form, case.category, towns.world())
    return form if is_asked else tuple(field for field in form if field.name != step.overrides)


def _proposed(step: Step, case: Case) -> dict[str, str]:
    """A day that must be named is proposed to be today; the unit of what is opened beneath, the one that handles the case; where
    to climb, the next level."""
    today = timezone.localdate().isoformat()
    proposed = {field.name: today for field in step.form if field.kind == "date" and field.required}
    if step.opens and not step.for_each and case.lead_unit:
        proposed |= {field.name: case.lead_unit for field in step.form if _is_ours(field)}
    climbed = step.field(step.climbs) if step.climbs else None
    above = towns.pack().levels.above(case.memory.at.get("levels", ""))
    if climbed is not None and climbed.of == "levels" and above:
        proposed[climbed.name] = above[0]
    return proposed


def _is_ours(field: Field) -> bool:
    return field.kind == "unit" and field.required and not field.others


def options_for(request: HttpRequest, kinds: set[str]) -> dict[str, Sequence[Option]]:
    """What there is to choose from, by kind of question."""
    found: dict[str, Sequence[Option]] = {
        f"entry:{name}": tuple(Option(code=code, label=label) for code, label in entries.items())
        for name, entries in towns.pack().entries.items()
    }
    if "unit" in kinds:
        found["unit"] = unit_options()
    if "place" in kinds:
        found["place"] = place_options()
    if "person" in kinds:
        units = {post.unit for post in actor_of(request).posts}
        people = colleagues_of(units, on=timezone.localdate())
        found["person"] = tuple(Option(code=str(person.id), label=person.display_name) for person in people)
    return found


def typed_in(request: HttpRequest, step: Step) -> dict[str, Any]:
    """What was typed, and the digests of photos kept before; new photos are not looked at."""
    return {field.name: _typed(request, field) for field in step.form}


def _typed(request: HttpRequest, field: Field) -> Any:
    if field.kind == "photo":
        return [sha for sha in request.POST.getlist(f"{field.name}_kept")[:20] if len(sha) == 64]
    return request.POST.getlist(field.name) if field.multiple else request.POST.get(field.name, "")


def keep_new_photos(request: HttpRequest, step: Step, form: dict[str, Any]) -> None:
    """Keep what was uploaded and name it in the form. Raises FormRefused for a file that is no photo."""
    for field in step.form:
        uploads = [upload for upload in request.FILES.getlist(field.name) if upload] if field.kind == "photo" else []
        if uploads:
            form[field.name] = keep_photos(
                uploads,
                already=form[field.name],
                field=field.name,
                uploaded_by=f"staff:{actor_of(request).id}",
                now=timezone.now(),
            )
