"""What the sign-in pages ask, and how the answers become fields on a page. Checks shapes only; the store checks truth."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from doorstep.doors.web.shapes import FormField
from doorstep.store.people.models import Person

KINDS = {"current-password": "password", "new-password": "password", "one-time-code": "code"}


class Asking(forms.Form):
    """A form whose fields name what the browser may fill in (`autocomplete`)."""

    autocomplete: dict[str, str] = {}

    def fields_shown(self) -> tuple[FormField, ...]:
        """The fields as `field.html` wants them. Passwords and codes are never given back."""
        return tuple(self._shown(bound) for bound in self)

    def _shown(self, bound: forms.BoundField) -> FormField:
        fills = self.autocomplete.get(bound.name, "")
        kind = KINDS.get(fills, "line")
        return FormField(
            name=bound.name,
            kind=kind,
            label=str(bound.label),
            help=str(bound.help_text),
            value="" if kind != "line" else str(bound.value() or ""),
            errors=tuple(str(error) for error in bound.errors),
            autocomplete=fills,
            max_length=getattr(bound.field, "max_length", None),
        )

    @property
    def problems(self) -> Iterable[str]:
        """What is wrong with the form as a whole."""
        return tuple(str(error) for error in self.non_field_errors())


class SignInForm(Asking):
    """Username and password."""

    autocomplete = {"username": "username", "password": "current-password"}
    username = forms.CharField(label=_("用户名"), max_length=60, error_messages={"required": _("请填用户名。")})
    password = forms.CharField(
        label=_("密码"), max_length=200, strip=False, error_messages={"required": _("请填密码。")}
    )

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class CodeForm(Asking):
    """A code from the phone, or a backup code."""

    autocomplete = {"code": "one-time-code"}
    code = forms.CharField(
        label=_("动态码"),
        max_length=12,
        help_text=_("手机验证器上的 6 位数字；手机不在身边，就填一个备用码。"),
        error_messages={"required": _("请填动态码。")},
    )


class EnrolForm(CodeForm):
    """The first code, to show that the phone has the secret."""

    code = forms.CharField(
        label=_("验证器上显示的 6 位数字"), max_length=12, error_messages={"required": _("请填动态码。")}
    )


class PasswordForm(Asking):
    """The present password and a new one, twice."""

    autocomplete = {"current": "current-password", "fresh": "new-password", "again": "new-password"}
    current = forms.CharField(
        label=_("现在的密码"), max_length=200, strip=False, error_messages={"required": _("请填现在的密码。")}
    )
    fresh = forms.CharField(
        label=_("新密码"),
        max_length=200,
        strip=False,
        help_text=_("至少 10 个字符，不要和用户名、姓名相近，不要只用数字。"),
        error_messages={"required": _("请填新密码。")},
    )
    again = forms.CharField(
        label=_("再填一次新密码"), max_length=200, strip=False, error_messages={"required": _("请再填一次新密码。")}
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_current(self) -> str:
        if not self.person.check_password(self.cleaned_data["current"]):
            raise forms.ValidationError(_("现在的密码不对。"))
        return str(self.cleaned_data["current"])

    def clean_fresh(self) -> str:
        fresh = str(self.cleaned_data["fresh"])
        validate_password(fresh, self.person)
        if fresh == self.data.get("current"):
            raise forms.ValidationError(_("新密码不能和现在的一样。"))
        return fresh

    def clean_again(self) -> str:
        if self.cleaned_data.get("fresh") not in (None, self.cleaned_data["again"]):
            raise forms.ValidationError(_("两次填的新密码不一样。"))
        return str(self.cleaned_data["again"])


class ConfirmForm(Asking):
    """The present password, before the second factor is taken away."""

    autocomplete = {"password": "current-password"}
    password = forms.CharField(
        label=_("现在的密码"), max_length=200, strip=False, error_messages={"required": _("请填现在的密码。")}
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        if not self.person.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("密码不对。"))
        return ""
