"""Places as rows, and the survey that says which drawing of them is in force."""

from django.db import models


class Place(models.Model):
    """A node of the tree. `area` is WKB in WGS-84; a retired place keeps its row because cases of the past name it."""

    code = models.CharField("代码", primary_key=True, max_length=24)
    zh = models.CharField("名称", max_length=80)
    en = models.CharField("英文名称", max_length=120)
    level = models.CharField("级别", max_length=16)
    parent_code = models.CharField("上级", max_length=24, blank=True)
    path = models.CharField("路径", max_length=48, unique=True)
    area = models.BinaryField("范围", null=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    is_retired = models.BooleanField("已停用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "地点"
        ordering = ["path"]

    def __str__(self) -> str:
        return self.zh


class Survey(models.Model):
    """The one row that tells when places were last loaded; `digest` changes when any of them does."""

    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "地点版本"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_survey")]

    def __str__(self) -> str:
        return self.digest[:8]
