"""Imports 导入批次 with their slices and faults, saved column mappings, and the orders that have come in, by system and number.

Personal data stands in the uploaded file, `Import.sample` and `Slice.content` alone, sealed, and only until it is done.
"""

from django.db import models

from doorstep.kernel.personal import Personal

# The jobs that move it, and their queue.
LOOK, WORK, TELL, QUEUE = "doorstep.look_through", "doorstep.import_slices", "doorstep.tell_of_import", "imports"
# Where an import stands.
UPLOADED, CHECKING, CHECKED, RUNNING, DONE, FAILED = "uploaded", "checking", "checked", "running", "done", "failed"


class Mapping(models.Model):
    """Which column of a system's file is which field 列对应: {"columns": {field: header}, "fixed": {field: value},
    "values": {field: {written: code}}}."""

    name = models.CharField(max_length=60, unique=True)
    system = models.CharField(max_length=20)
    content = models.JSONField()
    saved_by = models.UUIDField(null=True)
    saved_at = models.DateTimeField()


class Import(models.Model):
    """One file on its way in. `mapping` is what was chosen when it was looked at; counts grow slice by slice."""

    PERSONAL = Personal(columns=("sample",))

    id = models.UUIDField(primary_key=True)
    system = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    encoding = models.CharField(max_length=20)
    notes = models.JSONField(default=list)
    header = models.JSONField(default=list)
    header_row = models.IntegerField(default=0)
    sample = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    unit = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    error = models.CharField(max_length=300, blank=True)
    rows = models.IntegerField(default=0)
    good = models.IntegerField(default=0)
    faulty = models.IntegerField(default=0)
    repeated = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    opened = models.IntegerField(default=0)
    started_by = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    run_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("started_at", "id", name="transfer_newest")]


class Slice(models.Model):
    """Some hundred orders, written in one transaction: the checkpoint of an import. `content`: the orders as JSON, packed and
    sealed; null once they are written."""

    PERSONAL = Personal(columns=("content",))

    of = models.ForeignKey(Import, models.CASCADE, db_index=False)
    turn = models.IntegerField()
    first_row = models.IntegerField()
    last_row = models.IntegerField()
    rows = models.IntegerField()
    content = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "turn"], name="transfer_slice_turn")]
        indexes = [models.Index("of", "turn", name="transfer_slice_next", condition=models.Q(content__isnull=False))]


class Fault(models.Model):
    """What is wrong with a row, or to be known of it: the column's heading, the value shortened and masked, and which sentence.

    `is_fatal`: the row was left out; otherwise it came in, but for this value."""

    of = models.ForeignKey(Import, models.CASCADE, db_index=False)
    turn = models.IntegerField()
    row = models.IntegerField()
    field = models.CharField(max_length=20)
    column = models.CharField(max_length=80)
    value = models.CharField(max_length=60)
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    is_fatal = models.BooleanField()

    class Meta:
        indexes = [models.Index("of", "row", "id", name="transfer_fault_row")]


class Order(models.Model):
    """An order of another system that has come in: its number there is the key. `marks`: a keyed hash of each field's value,
    four bytes each, so that it can be said what has changed; the values themselves are not kept."""

    PERSONAL = Personal(columns=("marks",))

    system = models.CharField(max_length=20)
    reference = models.CharField(max_length=80)
    case_id = models.UUIDField()
    of = models.UUIDField()
    row = models.IntegerField()
    received_at = models.DateTimeField(null=True)
    marks = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "reference"], name="transfer_order_once")]
        indexes = [models.Index("case_id", name="transfer_order_case")]
