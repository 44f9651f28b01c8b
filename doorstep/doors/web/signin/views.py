"""Signing in and out: the password, then the code where one is owed, and the page for whoever tried too often.

Between password and code nobody is signed in: the session only notes who is expected, for five minutes.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp.models import Device

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.signin.forms import CodeForm, SignInForm
from doorstep.doors.web.signin.terms import terms
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import Refusal
from doorstep.store.people import second_factor
from doorstep.store.people.models import Person

EXPECTED = "signin_expected"
EXPECTED_SECONDS = 300
BACKEND = "django.contrib.auth.backends.ModelBackend"


@guarded(everyone)
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def signin(request: HttpRequest) -> HttpResponse:
    """Ask username and password; whoever has a second factor goes on to the code."""
    if request.user.is_authenticated:
        return redirect(target_of(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = authenticate(request, **form.cleaned_data)
        if isinstance(person, Person):
            return _next_after_password(request, person)
        form.add_error(
            None, _("用户名或密码不对。请再试一次；连续输错 %(limit)s 次会锁 %(minutes)s 分钟。") % _lockout()
        )
    return _page(request, "signin/signin.html", form)


def _next_after_password(request: HttpRequest, person: Person) -> HttpResponse:
    if not second_factor.is_enrolled(person):
        _enter(request, person, device=None)
        return redirect(target_of(request))
    request.session.cycle_key()
    request.session[EXPECTED] = {"id": str(person.pk), "at": timezone.now().timestamp(), "next": target_of(request)}
    return redirect("signin_code")


@guarded(everyone)
@never_cache
@require_http_methods(["GET", "POST"])
def signin_code(request: HttpRequest) -> HttpResponse:
    """Ask the code of the person whose password was right."""
    person = _expected(request)
    if person is None:
        return redirect("signin")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            device = second_factor.check_code(person, form.cleaned_data["code"])
        except Refusal as refusal:
            form.add_error("code", sentence(refusal))
        else:
            if device is not None:
                target = request.session.pop(EXPECTED)["next"]
                _enter(request, person, device=device)
                return redirect(target)
            form.add_error("code", _("动态码不对，或已经用过。请等验证器换一个新的再填。"))
    return _page(request, "signin/code.html", form)


@guarded(everyone)
@never_cache
@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """The page for whoever tried too often; django-axes puts it in place of ours."""
    return render(request, "signin/locked.html", _lockout(), status=429)


def _lockout() -> dict[str, int]:
    return {"minutes": round(settings.AXES_COOLOFF_TIME * 60), "limit": settings.AXES_FAILURE_LIMIT}


def target_of(request: HttpRequest) -> str:
    """Where to go after signing in: `next` when it is a page of this very site, else the desk."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return asked
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _enter(request: HttpRequest, person: Person, *, device: Device | None) -> None:
    login(request, person, backend=BACKEND)
    if device is not None:
        otp_login(request, device)
    request.session.set_expiry(terms().session_hours * 3600)


def _expected(request: HttpRequest) -> Person | None:
    note = request.session.get(EXPECTED)
    if not note or timezone.now().timestamp() - note["at"] > EXPECTED_SECONDS:
        return None
    return Person.objects.filter(pk=note["id"], is_active=True).first()


def _page(request: HttpRequest, template: str, form: SignInForm | CodeForm) -> HttpResponse:
    context = {"fields": form.fields_shown(), "problems": form.problems, "next": target_of(request)}
    return render(request, template, context, status=422 if form.errors else 200)
