"""Deny by default: a view is reached only through the guard it names. A view that names none is an error, never a page.

@guarded(everyone)          no sign-in: objects are still checked one by one
@guarded(staff)             signed in, with at least one post
@guarded(may("publish"))    signed in, with a role that may do this (see roles.toml)
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doorstep.doors.web.actors import actor_of
from doorstep.store.cases import towns

Guard = Callable[[HttpRequest], HttpResponse | None]
View = TypeVar("View", bound=Callable[..., Any])


class GuardMissing(Exception):
    """A view was reached that names no guard."""


def guarded(guard: Guard) -> Callable[[View], View]:
    """Name the guard of a view."""

    def mark(view: View) -> View:
        view.guard = guard  # type: ignore[attr-defined]
        return view

    return mark


def everyone(request: HttpRequest) -> None:
    """No sign-in needed."""


def staff(request: HttpRequest) -> HttpResponse | None:
    """Signed in and holding a post today."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not actor_of(request).posts and not getattr(request.user, "is_admin", False):
        return render(request, "403.html", status=403)
    return None


def administrator(request: HttpRequest) -> HttpResponse | None:
    """The one IT person."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return None if getattr(request.user, "is_admin", False) else render(request, "404.html", status=404)


def capabilities(request: HttpRequest) -> frozenset[str]:
    """What the actor's roles may do in this jurisdiction."""
    roles = towns.pack().roles
    return frozenset(what for post in actor_of(request).posts if post.role in roles for what in roles[post.role].may)


def unit_that_may(request: HttpRequest, what: str) -> str:
    """The unit for which whoever asks may do this."""
    return towns.unit_that_may(actor_of(request), what)


def may(what: str) -> Guard:
    """Signed in, with a role that may do this; others are told that the page does not exist."""

    def guard(request: HttpRequest) -> HttpResponse | None:
        if (refused := staff(request)) is not None:
            return refused
        return None if what in capabilities(request) else render(request, "404.html", status=404)

    guard.__name__ = f"may_{what}"
    return guard


def guard_of(view: Callable[..., Any]) -> Guard | None:
    """The guard a view names; for class-based views, the one on the class."""
    return getattr(view, "guard", None) or getattr(getattr(view, "view_class", None), "guard", None)


class GuardMiddleware:
    """Asks the view's guard before the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        guard = guard_of(view)
        if guard is not None:
            return guard(request)
        # Django's administration names no guards of ours; its pages come from several modules, all under one name.
        if request.resolver_match is not None and request.resolver_match.app_name == "admin":
            return administrator(request)
        raise GuardMissing(f"{view.__module__}.{getattr(view, '__qualname__', view)}")
