"""The IT person's pages (Django admin): persons and their posts; units and places to look at, since the pack rules them.

Shows no case. Deletes no person: whoever leaves is switched off, because the ledger names them.
"""

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import towns
from doorstep.store.people.models import Person, Post, Token, Unit
from doorstep.store.people.staffing import check_post, phone_of, set_phone
from doorstep.store.people.tokens import revoke_token
from doorstep.store.places.models import Place

admin.site.site_header = admin.site.site_title = _("家门口 系统管理")
admin.site.index_title = _("人员、岗位与登录")
admin.site.unregister(Group)
for _device in (
    StaticDevice,
    TOTPDevice,
):  # a second factor is its owner's alone: reset on the person's page, never read here
    if admin.site.is_registered(_device):
        admin.site.unregister(_device)
for _app, _called in (("axes", _("登录失败")), ("procrastinate", _("后台任务"))):
    apps.get_app_config(_app).verbose_name = _called


def _roles() -> list[tuple[str, str]]:
    return [(role.code, role.label.zh) for role in towns.pack().roles.values()]


class PostForm(forms.ModelForm):  # type: ignore[type-arg]
    """A post; what cannot be is said beside the form."""

    role = forms.ChoiceField(label=_("岗位"), choices=_roles)
    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.filter(is_retired=False))
    place_code = forms.CharField(
        label=_("地点代码"),
        required=False,
        max_length=24,
        help_text=_("网格员、社区、街道岗位要填，例如 510181901902g01"),
    )

    class Meta:
        model = Post
        fields = ("role", "unit", "place_code", "from_on", "until_on", "is_stand_in")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if {"role", "unit", "from_on"} <= found.keys():
            try:
                check_post(
                    role=found["role"],
                    unit=found["unit"].code,
                    place=found.get("place_code", ""),
                    from_on=found["from_on"],
                    until_on=found.get("until_on"),
                    roles=towns.pack().roles,
                )
            except Refusal as refusal:
                raise forms.ValidationError(sentence(refusal)) from refusal
        return found


class PostInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Post
    form = PostForm
    extra = 0


class NewPersonForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """A new person, who must choose a password of their own at the first sign-in."""

    class Meta:
        model = Person
        fields = ("username", "display_name")

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class PersonForm(UserChangeForm):  # type: ignore[type-arg]
    """Name and number; the number is stored sealed."""

    phone = forms.CharField(label=_("手机"), required=False, max_length=20, help_text=_("加密保存，只用于通知本人"))

    class Meta:
        model = Person
        fields = ("username", "display_name", "is_active", "is_admin", "must_change_password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["phone"].initial = phone_of(self.instance)


class GivenPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A password given by somebody else lasts until the person's next sign-in."""

    def save(self, commit: bool = True) -> Any:
        self.user.must_change_password = True
        return super().save(commit)


@admin.register(Person)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    form = PersonForm
    add_form = NewPersonForm
    change_password_form = GivenPasswordForm
    inlines = (PostInline,)
    list_display = ("username", "display_name", "is_active", "is_admin", "last_login")
    list_filter = ("is_active", "is_admin")
    search_fields = ("username", "display_name")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "phone")}),
        (_("登录"), {"fields": ("is_active", "is_admin", "must_change_password", "last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "display_name", "usable_password", "password1", "password2")}),)

    def get_inlines(self, request: HttpRequest, obj: Person | None) -> Any:
        return self.inlines if obj else ()

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        obj.must_change_password = obj.must_change_password or not change
        super().save_model(request, obj, form, change)
        if "phone" in form.changed_data:
            set_phone(obj, form.cleaned_data["phone"])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly:
    """Looked at, never changed here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Unit)
class UnitAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "zh", "kind", "parent_code", "place_code", "is_retired")
    list_filter = ("kind", "is_retired")
    search_fields = ("code", "zh", "en")


@admin.register(Place)
class PlaceAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "zh", "level", "is_retired")
    list_filter = ("level", "is_retired")
    search_fields = ("code", "zh", "en")
    exclude = ("area",)


@admin.register(Token)
class TokenAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("label", "person", "issued_at", "until_on", "revoked_at")
    exclude = ("token_hash",)
    actions = ("revoke",)

    @admin.action(description=_("作废所选令牌"))
    def revoke(self, request: HttpRequest, tokens: QuerySet[Token]) -> None:
        for token in tokens:
            revoke_token(token.pk, now=timezone.now())
