"""Versions of what was learned 模型版本, opinions on cases 研判意见, and what people said to them 纠正. Codes and ids only, no words
of residents: a model knows features by their 64-bit hashes, and lessons are read from the masked words of their case."""

from django.db import models

CATEGORY, REQUEST = "category", "request_type"


class Version(models.Model):
    """`packed` is the model of categories as bytes, `signature` a keyed hash over it: what was not signed here is never loaded.
    The same of types of request, null while people have sorted too few. Frozen once written, but for `is_current`."""

    serial = models.AutoField(primary_key=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    rows = models.IntegerField()
    lessons = models.IntegerField()
    digest = models.CharField(max_length=64)
    signature = models.BinaryField()
    packed = models.BinaryField()
    report = models.JSONField()
    request_packed = models.BinaryField(null=True)
    request_signature = models.BinaryField(null=True)
    request_report = models.JSONField(null=True)
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="triage_one_current"
            )
        ]


class Opinion(models.Model):
    """What the machine proposed when the case was opened. `version` is null where it guessed by the pack's words: then
    `confidence` is 0. So is `request_confidence` where the type was guessed by words. `danger` is "" where no words rang."""

    case_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    version = models.IntegerField(null=True)
    category = models.CharField(max_length=40, blank=True)
    confidence = models.FloatField(default=0)
    is_sure = models.BooleanField(default=False)
    because = models.JSONField(default=list)
    request_type = models.CharField(max_length=20, blank=True)
    request_because = models.JSONField(default=list)
    request_confidence = models.FloatField(db_default=0.0)
    request_is_sure = models.BooleanField(db_default=False)
    danger = models.CharField(max_length=20, blank=True)
    danger_words = models.JSONField(default=list)
    place_path = models.CharField(max_length=60, blank=True)
    place_name = models.CharField(max_length=60, blank=True)


class Lesson(models.Model):
    """A person sorted the case: what the machine had said, and what the person did. `learned_in`: the version whose rows
    have it, null while it waits."""

    case_id = models.UUIDField()
    seq = models.IntegerField()
    subject = models.CharField(max_length=20)
    said = models.CharField(max_length=40, blank=True)
    was_sure = models.BooleanField(default=False)
    given = models.CharField(max_length=40)
    at = models.DateTimeField()
    by_unit = models.CharField(max_length=40, blank=True)
    version = models.IntegerField(null=True)
    learned_in = models.IntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "seq", "subject"], name="triage_lesson_of_event")]
        indexes = [
            models.Index("subject", "given", name="triage_lesson_given"),
            models.Index("at", condition=models.Q(learned_in__isnull=True), name="triage_lesson_waits"),
        ]
