"""Rounds, who was drawn (hashes), answers (nobody's name), visits. Words that somebody wrote are sealed."""

from django.db import models

from doorstep.kernel.personal import Personal


class Round(models.Model):
    """One round on one project. `law`: what it is asked and counted by, as it was on the day the round began; {} in rounds that were
    begun before it was kept, which go by the pack's version of that name.

    `commitment`: to the seed, published before the roll came; `seed` is "" until the draw.

    `nonce`, `roll` (everybody's opaque key, a line each) and `fingerprint` repeat the draw by the kernel's sortition; they are ""
    before it, and in rounds that were drawn before there was one draw for all."""

    code = models.CharField(max_length=12, unique=True)
    project_id = models.UUIDField(db_index=True)
    project_number = models.CharField(max_length=24)
    project_title = models.CharField(max_length=120)
    turn = models.SmallIntegerField()
    system = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    law = models.JSONField(default=dict, db_default={})
    is_sampled = models.BooleanField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    commitment = models.CharField(max_length=64)
    seed_cipher = models.BinaryField()
    seed = models.CharField(max_length=64)
    roll_size = models.IntegerField(default=0)
    nonce = models.CharField(max_length=64, db_default="")
    roll_digest = models.CharField(max_length=64)
    roll = models.TextField(db_default="")
    fingerprint = models.CharField(max_length=64, db_default="")
    drawn = models.IntegerField(default=0)
    sheets = models.IntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    n = models.IntegerField(null=True)
    satisfied = models.IntegerField(null=True)
    proposal = models.CharField(max_length=12)
    rule_version = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project_id", "turn"], name="judging_round_once")]


class Drawn(models.Model):
    """Somebody drawn, by a keyed hash; `rank` in the order of the draw. The first go to look, if visits were asked for.

    `gone_at`: when staff found that this visitor does not come, and asked the next instead."""

    PERSONAL = Personal(columns=("person", "token"))

    round = models.ForeignKey(Round, models.CASCADE, related_name="people")
    rank = models.IntegerField()
    person = models.BinaryField(max_length=32)
    token = models.BinaryField(max_length=32, unique=True)
    is_visitor = models.BooleanField(default=False)
    gone_at = models.DateTimeField(null=True)
    gone_by = models.UUIDField(null=True)
    gone_why = models.CharField(max_length=12, db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "rank"], name="judging_drawn_once")]


class Answer(models.Model):
    """`way`: online, paper, or helped: staff asked in person and entered it (`entered_by`), as they do with paper.
    `key`: a keyed hash of the link, the sheet or the browser, so that each answers once."""

    PERSONAL = Personal(
        columns=("key", "words_cipher"), becomes={"words_cipher": None}, outlived="words_cipher IS NOT NULL AND at < %s"
    )

    round = models.ForeignKey(Round, models.CASCADE, related_name="answers")
    way = models.CharField(max_length=8)
    is_sampled = models.BooleanField()
    key = models.BinaryField(max_length=32)
    overall = models.CharField(max_length=20)
    grades = models.JSONField()
    words_cipher = models.BinaryField(null=True)
    entered_by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "key"], name="judging_answer_once")]
        indexes = [models.Index(fields=["round", "way", "overall"], name="judging_counted")]


class Void(models.Model):
    """A sheet that was lost or spoilt: whoever finds it cannot use it. `why`: masked."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="voids")
    number = models.IntegerField()
    why = models.CharField(max_length=200)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="judging_void_once")]


class Visit(models.Model):
    """What a drawn resident saw, masked; public after somebody of staff read it."""

    PERSONAL = Personal(columns=("key",))

    round = models.ForeignKey(Round, models.CASCADE, related_name="visits")
    key = models.BinaryField(max_length=32)
    visited_on = models.DateField()
    observation = models.TextField()
    overall = models.CharField(max_length=20)
    is_public = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "key"], name="judging_visit_once")]
