"""Stands before every page of a signed-in person: first a phone where the jurisdiction requires one, first a new password
where the old one was given by somebody else. Asks the database nothing for whoever owes neither.
"""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect

from doorstep.doors.web.signin.terms import terms

OPEN = {"signin", "signin_code", "signout", "enrol", "password", "appearance"}


def signed_in(request: HttpRequest) -> HttpResponse | None:
    """The guard of one's own account: signed in, with or without a post."""
    return None if request.user.is_authenticated else redirect_to_login(request.get_full_path())


class SignInGuard:
    """Middleware; wants sessions, authentication and django-otp's before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Send whoever owes something to the page where it can be given; other methods than reading are refused."""
        owed = self._owed(request)
        name = request.resolver_match.url_name if request.resolver_match else None
        if owed is None or name in OPEN:
            return None
        if request.method not in ("GET", "HEAD"):
            return HttpResponseForbidden()
        return redirect(owed)

    @staticmethod
    def _owed(request: HttpRequest) -> str | None:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        if getattr(user, "must_change_password", False):
            return "password"
        if not user.is_verified() and terms().requires_totp:
            return "enrol"
        return None
