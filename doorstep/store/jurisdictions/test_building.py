"""A demo town that was not finished is recognised and can be taken down; a real one cannot."""

import pytest

from doorstep.store.jurisdictions.building import (
    NotSimulated,
    is_being_built,
    list_built,
    mark_being_built,
    mark_built,
    take_down,
)
from doorstep.store.jurisdictions.founding import found
from doorstep.store.jurisdictions.register import JurisdictionUnknown, by_name, list_jurisdictions


@pytest.mark.usefixtures("real_db")
def test_an_unfinished_demo_town_is_taken_down_whole() -> None:
    entry = found(name="half", pack="dujiangyan", hosts=["half.localhost"], is_simulated=True)
    assert not is_being_built(entry)
    mark_being_built(entry)
    assert is_being_built(entry)
    assert entry not in list_built()
    take_down(entry)
    with pytest.raises(JurisdictionUnknown):
        by_name("half")
    found(name="half", pack="dujiangyan", hosts=["half.localhost"], is_simulated=True)


@pytest.mark.usefixtures("real_db")
def test_a_finished_town_is_not_being_built() -> None:
    entry = list_jurisdictions()[0]
    mark_being_built(entry)
    mark_built(entry)
    assert not is_being_built(entry)
    assert list_built() == list_jurisdictions()


@pytest.mark.usefixtures("real_db")
def test_a_real_jurisdiction_is_never_taken_down() -> None:
    entry = found(name="real", pack="dujiangyan", hosts=["real.localhost"])
    with pytest.raises(NotSimulated):
        take_down(entry)
    assert by_name("real") == entry
