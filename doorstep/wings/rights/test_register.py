"""The register names every column about people and no other; what outlived its retention is erased with a trace."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import BinaryField

from doorstep.kernel.packfile import PackError
from doorstep.store.cases import about, verifying
from doorstep.wings.rights import register
from doorstep.wings.rights.holdings import tables
from doorstep.wings.rights.models import Erasure
from doorstep.wings.rights.retention import due, erase_due
from doorstep.wings.rights.rules import FILE, read_register
from tests.living import NOW, acting, employ, finished, rated

BASE = settings.PACKS / "base" / FILE
# Words by which a sealed or keyed column says that it is about somebody.
OF_PEOPLE = re.compile(r"cipher|sealed|phone|^name$|^person$|^who$|^content$|^sample$|^choice$|_hash$|^token$|^bucket$")
NOT_OF_PEOPLE = {"judging_round.seed_cipher", "log_anchor.token"}  # the seed of a draw; a time stamp


def test_every_sealed_or_keyed_column_says_that_it_is_about_people() -> None:
    said = {f"{table.name}.{column}" for table in tables() for column in table.columns()}
    found = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        if model.__module__.startswith("doorstep.")
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField) and OF_PEOPLE.search(field.name)
    }
    assert found - NOT_OF_PEOPLE - said == set(), "name them in PERSONAL of their model"


def test_the_register_names_every_personal_column_of_the_house() -> None:
    found = read_register(BASE, columns=register.columns())
    assert {one.code for one in found.processings} >= {"reports", "allowance", "voting", "staff"}


def test_a_column_in_no_entry_and_an_entry_of_no_column_are_named(tmp_path: Path) -> None:
    text = BASE.read_text("utf-8").replace('"snaps_rider.phone_cipher"', '"snaps_rider.shoe_size"')
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(PackError) as refused:
        read_register(tmp_path / FILE, columns=register.columns())
    said = str(refused.value)
    assert "“snaps_rider.shoe_size”不是存个人信息的列" in said
    assert "“snaps_rider.phone_cipher”存着个人信息，却没有一条写到它" in said


@pytest.mark.django_db
def test_what_outlived_its_retention_is_listed_then_erased_with_a_trace() -> None:
    office = acting(employ("coordinator", "tcb"))
    case = finished("护栏松了", office, acting(employ("desk_clerk", "cgj")), "cgj")
    rated(case)
    assert due(now=NOW) == []
    later = NOW + timedelta(days=4000)
    assert [(one.processing, one.rows) for one in due(now=later)] == [("reports", 1)]
    assert erase_due(now=later, by=office.id) == {"cases_case": 1}
    assert due(now=later) == []
    assert about.contacts_of(case.case_id) == []
    assert Erasure.objects.get().request is None
    assert list(verifying.verify(verifying.Report())) == []
