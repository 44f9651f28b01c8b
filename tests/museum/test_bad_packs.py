"""A museum of bad packs: each folder is named for its sin and refused with file, line, key and mend, in two languages."""

import shutil
from pathlib import Path

import pytest

from doorstep.kernel.pack import Pack, load_pack
from doorstep.kernel.packfile import PackError
from tests.museum.pack_sins import SINS

HERE = Path(__file__).parent / "packs"
COMMON = Path(__file__).parents[2] / "packs" / "base"


def load(sin: str, root: Path) -> Pack:
    """The hamlet's good pack on the common one, with what is wrong laid over it."""
    shutil.copytree(COMMON, root / "base")
    shutil.copytree(HERE / "good", root, dirs_exist_ok=True)
    shutil.copytree(HERE / sin, root, dirs_exist_ok=True)
    return load_pack("hamlet", root)


@pytest.mark.parametrize("sin", sorted(SINS))
def test_a_bad_pack_is_refused_with_its_place_and_mend(sin, tmp_path):
    file, line, key, zh, en = SINS[sin]
    with pytest.raises(PackError) as caught:
        load(sin, tmp_path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.key) == (file, line, key)
    assert zh in fault.zh
    assert en in fault.en


def test_every_folder_but_the_good_one_stands_in_the_list():
    assert {path.name for path in HERE.iterdir()} == {"good", *SINS}


def test_the_good_one_which_the_others_were_made_from_holds(tmp_path):
    pack = load("good", tmp_path)
    assert (pack.name, pack.jurisdiction.office) == ("hamlet", "office")
    assert {"six_orders", "publication"} <= pack.mechanisms.keys()


def test_the_faults_of_all_files_are_told_together(tmp_path):
    sins = (
        "a_capability_nobody_knows",
        "a_notice_by_pigeon",
        "a_unit_under_nobody",
        "a_state_misspelt_in_the_jurisdictions_own_law",
    )
    for sin in sins[:-1]:
        shutil.copytree(HERE / sin, tmp_path, dirs_exist_ok=True)
    shutil.copytree(COMMON, tmp_path / "base")
    shutil.copytree(HERE / sins[-1], tmp_path, dirs_exist_ok=True)
    for name in ("pack.toml", "places.geojson"):
        shutil.copy(HERE / "good" / "hamlet" / name, tmp_path / "hamlet" / name)
    with pytest.raises(PackError) as caught:
        load_pack("hamlet", tmp_path)
    assert sorted(fault.file for fault in caught.value.faults) == [
        "hamlet/mechanisms/errand.toml",
        "hamlet/notices.toml",
        "hamlet/roles.toml",
        "hamlet/units.toml",
    ]


def test_a_pack_that_does_not_exist_is_answered_with_the_one_meant():
    with pytest.raises(PackError, match="是不是“dujiangyan”"):
        load_pack("dujiangyam", COMMON.parent)
