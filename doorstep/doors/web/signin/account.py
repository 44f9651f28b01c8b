"""One's own account: posts, password, second factor. Everybody may change their own and nobody another's."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as otp_login

from doorstep.doors.web.guards import guarded
from doorstep.doors.web.signin.forms import ConfirmForm, EnrolForm, PasswordForm
from doorstep.doors.web.signin.guard import signed_in
from doorstep.doors.web.signin.terms import post_lines, terms
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import Refusal
from doorstep.store.people import second_factor
from doorstep.store.people.models import Person


def _me(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def _is_unproven(request: HttpRequest) -> bool:
    """Whether this session began before the phone was joined elsewhere: it has shown no code yet."""
    return second_factor.is_enrolled(_me(request)) and not request.user.is_verified()  # type: ignore[union-attr]


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("signin")


@guarded(signed_in)
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, which posts I hold, how my sign-in is guarded."""
    me = _me(request)
    context = {
        "posts": post_lines(me),
        "is_enrolled": second_factor.is_enrolled(me),
        "codes_left": second_factor.backup_codes_left(me),
        "requires_totp": terms().requires_totp,
    }
    return render(request, "signin/account.html", context)


@guarded(signed_in)
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change my password; sessions elsewhere end."""
    me = _me(request)
    form = PasswordForm(request.POST if request.method == "POST" else None, person=me)
    if form.is_valid():
        me.set_password(form.cleaned_data["fresh"])
        me.must_change_password = False
        me.save(update_fields=["password", "must_change_password"])
        update_session_auth_hash(request, me)
        messages.success(request, _("密码改好了，别处的登录已经退出。"))
        return redirect("account")
    context = {"fields": form.fields_shown(), "problems": form.problems, "must": me.must_change_password}
    return render(request, "signin/password.html", context, status=422 if form.errors else 200)


@guarded(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Join a phone to my account by scanning a picture and typing the first code."""
    me = _me(request)
    if _is_unproven(request):
        return _sign_in_again(request)
    device = second_factor.begin_enrolment(me)
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            confirmed = second_factor.confirm_enrolment(me, form.cleaned_data["code"])
        except Refusal as refusal:
            form.add_error("code", sentence(refusal))
        else:
            if confirmed is not None:
                otp_login(request, confirmed)
                return _show_codes(request, me)
            form.add_error("code", _("动态码不对。请核对手机时间，等下一个数字出来再填。"))
    context = {
        "fields": form.fields_shown(),
        "problems": form.problems,
        "picture": second_factor.picture_of(device, terms().issuer),
        "secret": second_factor.secret_of(device),
        "must": terms().requires_totp,
    }
    return render(request, "signin/enrol.html", context, status=422 if form.errors else 200)


@guarded(signed_in)
@never_cache
@require_POST
def backup_codes(request: HttpRequest) -> HttpResponse:
    """New backup codes, shown once."""
    me = _me(request)
    if _is_unproven(request):
        return _sign_in_again(request)
    if not second_factor.is_enrolled(me):
        return redirect("enrol")
    return _show_codes(request, me)


def _show_codes(request: HttpRequest, me: Person) -> HttpResponse:
    return render(request, "signin/backup_codes.html", {"codes": second_factor.new_backup_codes(me)})


@guarded(signed_in)
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Give up the second factor, where the jurisdiction leaves that to each person."""
    me = _me(request)
    if _is_unproven(request):
        return _sign_in_again(request)
    if terms().requires_totp or not second_factor.is_enrolled(me):
        return redirect("account")
    form = ConfirmForm(request.POST if request.method == "POST" else None, person=me)
    if form.is_valid():
        second_factor.withdraw(me)
        messages.success(request, _("动态码已停用，以后只凭密码登录。"))
        return redirect("account")
    context = {"fields": form.fields_shown(), "problems": form.problems}
    return render(request, "signin/withdraw.html", context, status=422 if form.errors else 200)
