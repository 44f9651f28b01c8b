"""Who stands behind a candidate 征集项; meetings 议事会 with invitations, motions, speakers and votes. Names are sealed."""

from django.db import models

from doorstep.kernel.personal import Personal

WAITING, OPEN, VOTING = "waiting", "open", "voting"
PASSED, NOT_PASSED, TIED = "passed", "not_passed", "tied"
HANDS, PHONES, OFFLINE = "hands", "phones", "offline"
SEAT, EXTRA, OBSERVER = "seat", "x", "observer"


class Standing(models.Model):
    """`people`: different people on record, each once however often they asked. `cases`: suggestions and requests. `heard`: said in
    person to whoever collected it, as written down then."""

    case_id = models.UUIDField(primary_key=True)
    people = models.IntegerField(default=0)
    cases = models.IntegerField(default=0)
    heard = models.IntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-people", "-heard", "case_id"], name="deliberation_standing_heat")]


class Meeting(models.Model):
    """A meeting beside its case. `entitled`: the roll it is counted by, 0 where seats count; `heads`: present as counted by hand.

    `attended`, `deputies`: how many came, once it is over. `body` and `kind` are codes of the pack."""

    case_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=80)
    body = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=12)
    place_path = models.CharField(max_length=80)
    unit = models.CharField(max_length=40)
    meets_at = models.DateTimeField()
    hall = models.CharField(max_length=120)
    poll = models.CharField(max_length=24, default="")
    announced_at = models.DateTimeField(null=True)
    earliest_on = models.DateField(null=True)
    began_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    is_offline = models.BooleanField(default=False)
    entitled = models.IntegerField(default=0)
    heads = models.IntegerField(default=0)
    attended = models.IntegerField(default=0)
    deputies = models.IntegerField(default=0)
    additions = models.TextField(default="")
    moved = models.IntegerField(default=0)
    is_off = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["meets_at", "case_id"], name="deliberation_meets"),
            models.Index(fields=["held_at", "case_id"], condition=~models.Q(held_at=None), name="deliberation_held"),
            models.Index(fields=["body", "meets_at"], name="deliberation_of_body"),
        ]


class Guest(models.Model):
    """Somebody invited, or who came along. `seat`: code of a fixed seat, "" for X. `mark`: 两代表一委员, "" for none of them.

    `code_hash` finds the invitation, `code_cipher` lets it be printed again. `phone_cipher`: the number to be told by, sealed; None
    where none was left. `objection_cipher`: what the minutes say wrongly in their eyes, sealed; None for nothing."""

    PERSONAL = Personal(
        columns=("name_cipher", "phone_cipher", "phone_hash", "code_hash", "code_cipher", "objection_cipher"),
        by_phone="phone_hash = %s",
        opens=("name_cipher", "phone_cipher", "objection_cipher"),
        becomes={"name_cipher": None, "phone_cipher": None, "phone_hash": None, "objection_cipher": None},
        outlived="name_cipher IS NOT NULL AND meeting_id IN (SELECT case_id FROM deliberation_meeting WHERE held_at < %s)",
    )

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="guests")
    role = models.CharField(max_length=10)
    seat = models.CharField(max_length=40)
    mark = models.CharField(max_length=20)
    name_cipher = models.BinaryField(null=True)
    phone_cipher = models.BinaryField(null=True)
    phone_hash = models.BinaryField(null=True)
    code_hash = models.BinaryField(unique=True)
    code_cipher = models.BinaryField()
    reply = models.CharField(max_length=5, default="")
    arrived_at = models.DateTimeField(null=True)
    arrived_by = models.CharField(max_length=8, default="")
    left_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    objection_cipher = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["meeting", "role", "id"], name="deliberation_guests"),
            models.Index(fields=["phone_hash"], condition=~models.Q(phone_hash=None), name="deliberation_by_phone"),
        ]


class Motion(models.Model):
    """A matter before a meeting. `matter`: number of the candidate it is about, "". `is_noticed`: it was in the notice. `became`: the
    number of what was opened after it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="motions")
    position = models.IntegerField()
    text = models.CharField(max_length=200)
    matter = models.CharField(max_length=24, default="")
    is_noticed = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default=WAITING)
    way = models.CharField(max_length=8, default="")
    yes = models.IntegerField(default=0)
    no = models.IntegerField(default=0)
    abstained = models.IntegerField(default=0)
    present = models.IntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    became = models.CharField(max_length=24, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="deliberation_motion_place")]


class Speech(models.Model):
    """A hand raised, then a turn to speak. Says who and on which side, never what."""

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="speeches")
    guest = models.ForeignKey(Guest, models.CASCADE)
    stance = models.CharField(max_length=7)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["motion", "id"], name="deliberation_speeches")]


class Vote(models.Model):
    """One participant's vote on their phone while a motion is being voted on. Gone once it was counted: only the sums stay."""

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="votes")
    guest = models.ForeignKey(Guest, models.CASCADE)
    choice = models.CharField(max_length=7)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motion", "guest"], name="deliberation_one_vote")]


class PublicMinutes(models.Model):
    """Minutes as reviewed for everybody, without personal data."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, primary_key=True, related_name="published")
    text = models.TextField()
    published_at = models.DateTimeField()
