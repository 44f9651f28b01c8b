"""Every version that ever was in force, and what each changed."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doorstep.doors.web.catalogue.shown import page, shown_row, workbook
from doorstep.doors.web.guards import guarded, may
from doorstep.store.people.models import Person
from doorstep.wings.catalogue import queries
from doorstep.wings.catalogue.models import Version
from doorstep.wings.catalogue.rules import difference

MOST = 100
NOBODY = UUID(int=0)


@guarded(may("read_catalogue"))
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    found = list(queries.versions()[:MOST])
    people = Person.objects.filter(pk__in={one.published_by for one in found if one.published_by})
    names = {person.pk: person.display_name for person in people}
    shown = [(one, names.get(one.published_by or NOBODY, "")) for one in found]
    return render(request, "catalogue/versions.html", {**page(request, "versions"), "versions": shown})


@guarded(may("read_catalogue"))
@require_safe
def version(request: HttpRequest, name: str) -> HttpResponse:
    """What this version changed against the one before it, or another."""
    one = _found(name)
    other = queries.version_named(request.GET.get("against", "")) or _before(one)
    rows = queries.rows_of(one)
    changes = difference(queries.rows_of(other) if other else (), rows)
    context = {
        **page(request, "versions"),
        "version": one,
        "other": other,
        "others": [each for each in queries.versions()[:MOST] if each.pk != one.pk],
        "added": [shown_row(row) for row in changes.added],
        "removed": [shown_row(row) for row in changes.removed],
        "changed": [(shown_row(was), shown_row(now)) for was, now in changes.changed],
        "cited": [shown_row(row) for row in rows if str(row.line) == request.GET.get("row", "")],
    }
    return render(request, "catalogue/version.html", context)


@guarded(may("read_catalogue"))
@require_safe
def export(request: HttpRequest, name: str) -> HttpResponse:
    """Its rows as a workbook."""
    one = _found(name)
    return workbook(queries.rows_of(one), one.name)


def _found(name: str) -> Version:
    one = queries.version_named(name)
    if one is None:
        raise Http404
    return one


def _before(one: Version) -> Version | None:
    return Version.objects.filter(pk__lt=one.pk).order_by("-pk").first()
