"""A pack is one whole: the jurisdiction's own files over the common ones, every name leading somewhere."""

import shutil
from pathlib import Path

import pytest

from doorstep.kernel.pack import load_pack
from doorstep.kernel.packfile import PackError
from doorstep.kernel.words import Words

PACKS = Path(__file__).parents[2] / "packs"
NAMES = sorted(path.parent.name for path in PACKS.glob("*/pack.toml") if path.parent.name != "base")


@pytest.mark.parametrize("name", NAMES)
def test_every_pack_of_the_house_is_whole(name):
    pack = load_pack(name, PACKS)
    assert pack.jurisdiction.office in {unit.code for unit in pack.units}
    assert {"six_orders", "publication"} <= pack.mechanisms.keys()
    assert all(party.roles or party.reach in ("receipt", "roll", "system") for party in pack.parties.values())


def test_categories_have_two_levels_and_name_their_usual_unit():
    categories = load_pack("dujiangyan", PACKS).categories
    lamp = categories.by_code["roads.lamp"]
    assert (lamp.parent, lamp.usual_unit) == ("roads", "cgj_szss")
    assert lamp in categories.within("roads")
    assert categories.label("roads.lamp") == Words(zh="道路设施 · 路灯", en="Roads · Street lamps")
    assert categories.label("long.gone") == Words(zh="long.gone", en="long.gone")
    assert len(categories.classes) >= 12
    assert max(len(code) for code in categories.by_code) <= 40


def test_only_parties_that_hold_a_post_or_a_receipt_are_told():
    """A notice can only reach somebody."""
    pack = load_pack("dujiangyan", PACKS)
    for notices in pack.notices.values():
        for notice in notices:
            party = pack.parties[notice.to]
            assert party.reach != "system"
            assert (notice.channel == "sms") == (party.reach in ("receipt", "roll"))


def test_the_jurisdictions_own_file_stands_before_the_common_one(tmp_path):
    shutil.copytree(PACKS, tmp_path / "packs")
    own = tmp_path / "packs" / "dujiangyan" / "mechanisms" / "six-orders.toml"
    own.parent.mkdir(exist_ok=True)
    text = (PACKS / "base" / "mechanisms" / "six-orders.toml").read_text()
    own.write_text(text.replace('zh = "六单", en', 'zh = "堰六单", en', 1))
    (own.parents[1] / "notices.toml").write_text(
        '[[notice]]\nevent = "case.opened"\nto = "reporter"\nchannel = "sms"\n'
        'words = {zh = "收到：{number}", en = "Received: {number}"}\n'
    )
    pack = load_pack("dujiangyan", tmp_path / "packs")
    assert pack.mechanisms["six_orders"].title.zh == "堰六单"
    assert pack.notices["case.opened", "reporter"][0].words.zh == "收到：{number}"
    assert ("case.opened", "first_desk") in pack.notices
    assert pack.file("mechanisms/six-orders.toml") == own
    assert pack.file("roles.toml") == tmp_path / "packs" / "base" / "roles.toml"
    assert pack.file("nothing.toml") is None


def test_a_pack_without_its_files_says_which_are_missing(tmp_path):
    (tmp_path / "lonely").mkdir()
    text = (PACKS / "dujiangyan" / "pack.toml").read_text()
    text = text.replace('"dujiangyan"', '"lonely"').replace('extends = "base"', "")
    (tmp_path / "lonely" / "pack.toml").write_text(text)
    with pytest.raises(PackError) as caught:
        load_pack("lonely", tmp_path)
    missing = {fault.file.removeprefix("lonely/") for fault in caught.value.faults}
    assert {"roles.toml", "parties.toml", "categories.toml", "clocks.toml", "units.toml", "places.geojson"} <= missing


@pytest.mark.parametrize("name", ["../base", "", "no/where", "家门口"])
def test_a_name_that_is_no_folder_of_packs_is_refused(name):
    with pytest.raises(PackError, match="没有叫"):
        load_pack(name, PACKS)
