"""Tables of the ledger. Personal data stands only in the tables of `private`; all other rows may be shown to staff.

Rows are written by `open` and `act` alone; these models serve reading, migrations and the administrator's view.
"""

from django.db import models

from doorstep.store.cases.private import Access, Attachment, CaseWords, Receipt, SealedText

__all__ = [
    "Access",
    "Attachment",
    "Case",
    "CaseWords",
    "Clock",
    "ClockChange",
    "Event",
    "Law",
    "Receipt",
    "SealedText",
    "Tie",
]


class Law(models.Model):
    """A frozen version of a mechanism 机制: its whole content, under the SHA-256 of it."""

    id = models.SmallAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    version = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    published_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=models.Q(is_current=True), name="cases_law_one_current")
        ]


class Case(models.Model):
    """Where a case stands now: what its events add up to. `memory` is what later decisions need of its past,
    `running` the due moment of each running clock, `forgotten_at` when what is private in it was erased."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=24, unique=True)
    law = models.ForeignKey(Law, models.PROTECT, db_index=False)
    state = models.CharField(max_length=40)
    seq = models.IntegerField()
    head = models.BinaryField()
    memory = models.JSONField()
    running = models.JSONField(default=dict)
    category = models.CharField(max_length=40)
    request_type = models.CharField(max_length=20)
    urgency = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    place_path = models.CharField(max_length=60)
    street = models.CharField(max_length=9)
    community = models.CharField(max_length=12)
    near_lon = models.FloatField(null=True)
    near_lat = models.FloatField(null=True)
    lead_unit = models.CharField(max_length=40)
    lead_path = models.CharField(max_length=200)
    opened_unit = models.CharField(max_length=40)
    owed_by = models.CharField(max_length=60)
    is_final = models.BooleanField()
    is_published = models.BooleanField(default=False)
    is_inner = models.BooleanField(default=False, db_default=False)
    reports = models.IntegerField(default=1)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_clock = models.CharField(max_length=40)
    merged_into = models.UUIDField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(  # what is over and still private: with every step it comes back, with erasing it goes
                fields=["moved_at"],
                condition=models.Q(is_final=True)
                & (models.Q(forgotten_at=None) | models.Q(forgotten_at__lt=models.F("moved_at"))),
                name="cases_to_forget",
            ),
            models.Index(  # counts what waits for the office by itself
                fields=["owed_by", "due_at", "id"],
                condition=models.Q(is_final=False),
                include=["state", "is_inner"],
                name="cases_owed",
            ),
            models.Index("opened_at", "id", name="cases_newest"),
            models.Index("lead_unit", "opened_at", "id", name="cases_of_unit"),
            models.Index("opened_unit", "opened_at", "id", name="cases_opened_by"),
            models.Index("street", "opened_at", "id", name="cases_of_street"),
            models.Index("community", "opened_at", "id", name="cases_of_community"),
            models.Index("place_path", "opened_at", "id", name="cases_of_place"),
            models.Index("state", "opened_at", "id", condition=models.Q(is_inner=False), name="cases_of_state"),
            models.Index("category", "opened_at", "id", name="cases_of_category"),
            models.Index("opened_at", "id", condition=models.Q(is_final=False), name="cases_open"),
            models.Index(  # the board of clocks counts along it, see timekeeping
                fields=["lead_unit", "due_clock", "request_type", "urgency", "due_at"],
                condition=models.Q(is_final=False, due_at__isnull=False),
                name="cases_standing",
            ),
            models.Index(
                fields=["street", "community", "due_at"],
                condition=models.Q(is_final=False, due_at__isnull=False),
                name="cases_standing_at",
            ),
            models.Index("opened_at", "id", condition=~models.Q(urgency="ordinary"), name="cases_urgent"),
            models.Index(  # counts what each unit has in hand by itself
                fields=["lead_unit", "owed_by", "due_at", "id"],
                condition=models.Q(is_final=False),
                include=["state", "is_inner"],
                name="cases_led",
            ),
            models.Index(  # the dispatch board's counts: few rows, though a million cases lie done
                fields=["lead_unit", "state", "due_at"],
                condition=models.Q(is_final=False, is_inner=False)
                & ~models.Q(lead_unit="")
                & ~models.Q(owed_by="reporter"),
                name="cases_in_hand",
            ),
            models.Index(
                "opened_unit", "owed_by", "due_at", "id", condition=models.Q(is_final=False), name="cases_recorded"
            ),
            models.Index("law", "opened_at", condition=models.Q(is_inner=True), name="cases_inner_of_kind"),
            models.Index("merged_into", condition=models.Q(merged_into__isnull=False), name="cases_merged"),
        ]


class Tie(models.Model):
    """One case beneath another: an order to assist beneath the case it helps, a case beneath the theme that gathered it.

    `kind` is the mechanism that made the tie: the child's own where the child was opened beneath, the parent's where the
    parent gathered it. The parent's steps may wait for what `is_required`.
    """

    child = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="parents")
    parent = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="children")
    kind = models.CharField(max_length=60)
    is_required = models.BooleanField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["child", "parent", "kind"], name="cases_tie_once")]
        indexes = [models.Index("parent", "kind", name="cases_tie_beneath")]


class Event(models.Model):
    """One line of the ledger 留痕. Only ever inserted: a trigger and the grants refuse the rest."""

    position = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="events")
    seq = models.IntegerField()
    name = models.CharField(max_length=60)
    verb = models.CharField(max_length=40)
    leaves = models.CharField(max_length=40)
    enters = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_role = models.CharField(max_length=40)
    actor_unit = models.CharField(max_length=40)
    law = models.ForeignKey(Law, models.PROTECT, db_index=False)
    facts = models.JSONField()
    seals = models.JSONField()
    previous = models.BinaryField()
    digest = models.BinaryField()
    key = models.CharField(max_length=200, null=True)
    key_print = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="cases_event_of_case"),
            models.UniqueConstraint(fields=["key"], condition=models.Q(key__isnull=False), name="cases_event_key"),
        ]
        indexes = [models.Index("name", "at", name="cases_event_name_at")]


class Clock(models.Model):
    """A running or stopped duty in time 时限. `rule` is the rule as it was when the clock started, with its basis.

    `pauses` lists [from, to] of each time it stood still, `paused_at` when it last began to; `extensions` what more time was
    asked for and granted. `warned_at`, `raised_at`: when it was found to be due soon, and overdue; null until then."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    name = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    is_estimated = models.BooleanField()
    stopped_at = models.DateTimeField(null=True)
    rule = models.JSONField()
    pauses = models.JSONField(default=list, db_default=[])
    paused_at = models.DateTimeField(null=True)
    extensions = models.JSONField(default=list, db_default=[])
    warn_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    raised_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name"], condition=models.Q(stopped_at__isnull=True), name="cases_clock_runs_once"
            )
        ]
        indexes = [
            models.Index(
                "due_at",
                condition=models.Q(stopped_at__isnull=True, paused_at__isnull=True, raised_at__isnull=True),
                name="cases_clock_to_raise",
            ),
            models.Index(
                "warn_at",
                condition=models.Q(stopped_at__isnull=True, paused_at__isnull=True, warned_at__isnull=True),
                name="cases_clock_to_warn",
            ),
            models.Index(
                "case",
                condition=models.Q(stopped_at__isnull=True, paused_at__isnull=False),
                name="cases_clock_paused",
            ),
            models.Index(
                "due_at",
                "id",
                condition=models.Q(stopped_at__isnull=True, is_estimated=True),
                name="cases_clock_guessed",
            ),
        ]


class ClockChange(models.Model):
    """A running clock counted again by other rules than those it started by: by whom, why, from when to when.

    `cause` is "calendar" (a year's days off were published) or "scheme" (the jurisdiction chose other rules). `told_at`: when
    the unit that owes the step was told."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="clock_changes")
    clock_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    cause = models.CharField(max_length=20)
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    old_rule = models.JSONField(null=True)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("at", "id", name="cases_clock_change_at"),
            models.Index("id", condition=models.Q(told_at__isnull=True), name="cases_clock_change_untold"),
        ]
