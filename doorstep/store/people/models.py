"""Units, persons and posts as rows. A phone number stands only in Contact, encrypted."""

from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from doorstep.kernel.personal import Personal


class Unit(models.Model):
    """An organisation that can owe a step 单位. A retired one keeps its row because cases of the past name it."""

    code = models.CharField("代码", primary_key=True, max_length=40)
    zh = models.CharField("名称", max_length=80)
    en = models.CharField("英文名称", max_length=120)
    kind = models.CharField("类别", max_length=16)
    parent_code = models.CharField("上级", max_length=40, blank=True)
    path = models.CharField("路径", max_length=200, unique=True)
    place_code = models.CharField("负责地点", max_length=24, blank=True)
    is_retired = models.BooleanField("已停用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["path"]

    def __str__(self) -> str:
        return self.zh


class Charter(models.Model):
    """The one row that tells when units were last loaded 三定; `digest` changes when any of them does."""

    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_charter")]

    def __str__(self) -> str:
        return self.digest[:8]


class PersonManager(BaseUserManager["Person"]):
    """Finds persons by username without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """A member of staff who can sign in. `is_admin` opens the administration pages and no case."""

    PERSONAL = Personal(columns=("username", "display_name", "password"))

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    username = models.CharField(
        "用户名",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", "用户名只用小写字母、数字、点、下划线和短横，以字母或数字开头。")
        ],
    )
    display_name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField("在用", default=True)
    is_admin = models.BooleanField("系统管理员", default=False)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["username"]

    def __str__(self) -> str:
        return f"{self.display_name}（{self.username}）"

    @property
    def is_staff(self) -> bool:
        """Whether Django's administration pages open."""
        return self.is_active and self.is_admin

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_staff

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    def get_full_name(self) -> str:
        return self.display_name


class Contact(models.Model):
    """How to reach a person: the number sealed, and its keyed hash to find it again."""

    PERSONAL = Personal(columns=("phone_cipher", "phone_hash"))

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="contact")
    phone_cipher = models.BinaryField()
    phone_hash = models.BinaryField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "联系方式"

    def __str__(self) -> str:
        return str(self.pk)


class Post(models.Model):
    """A role in a unit over a place, held by a person from one day to another, both included 岗位."""

    id: int
    person_id: UUID
    unit_id: str
    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name="人员")
    role = models.CharField("岗位", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", db_column="unit_code", verbose_name="单位")
    place_code = models.CharField("地点代码", max_length=24, blank=True)
    from_on = models.DateField("从")
    until_on = models.DateField("到", null=True, blank=True)
    is_stand_in = models.BooleanField("备岗", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="people_post_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index("unit", "role", name="people_post_of_unit")]

    def __str__(self) -> str:
        return f"{self.role}@{self.unit_id}"


class Absence(models.Model):
    """A person is not on duty from one day to another, both included: stand-ins hold the posts meanwhile. Why is nobody's
    business and is not kept. Taken back, it stays as a row with the moment of `revoked_at`.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences", verbose_name="人员")
    from_on = models.DateField("从")
    until_on = models.DateField("到")
    noted_by = models.UUIDField("登记人", null=True)
    noted_at = models.DateTimeField("登记时间")
    revoked_by = models.UUIDField("撤销人", null=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "不在岗"
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="people_absence_ends_after_it_begins"),
        ]
        indexes = [models.Index("person", "until_on", name="people_away", condition=Q(revoked_at=None))]

    def __str__(self) -> str:
        return f"{self.from_on} - {self.until_on}"


class Token(models.Model):
    """A program's way in: acts as this person, with those of these posts that the person still holds. Only a hash is kept."""

    PERSONAL = Personal(columns=("token_hash",))

    token_hash = models.BinaryField(unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens", verbose_name="人员")
    post_ids = ArrayField(models.BigIntegerField(), verbose_name="岗位")
    label = models.CharField("用途", max_length=80)
    issued_at = models.DateTimeField("签发时间")
    until_on = models.DateField("有效期至", null=True, blank=True)
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "访问令牌"

    def __str__(self) -> str:
        return self.label
