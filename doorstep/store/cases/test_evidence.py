"""What its category demands as proof is asked for by whatever step finishes a matter."""

import pytest

from doorstep.kernel.refusals import FieldMissing, FormRefused
from doorstep.store.cases.acting import act
from doorstep.store.cases.models import Case
from doorstep.store.cases.test_acting import DISPATCH, FINISH, finish, later, opened_case
from tests.cast import community_clerk, coordinator, desk_clerk


@pytest.mark.django_db
def test_what_must_be_shown_is_not_finished_without_a_photo() -> None:
    case_id = opened_case()
    act(case_id=case_id, verb="sort", form={"category": "roads.railing"}, actor=coordinator(), now=later(1))
    act(case_id=case_id, verb="hand_up", form={}, actor=community_clerk(), now=later(1))
    act(case_id=case_id, verb="dispatch", form=DISPATCH, actor=coordinator(), now=later(2))
    act(case_id=case_id, verb="accept", form={}, actor=desk_clerk(), now=later(3))
    with pytest.raises(FormRefused) as refused:
        act(case_id=case_id, verb="finish", form=FINISH, actor=desk_clerk(), now=later(4))
    assert list(refused.value.faults) == ["photos_after"]
    assert isinstance(refused.value.faults["photos_after"], FieldMissing)
    done = act(case_id=case_id, verb="finish", form=finish(), actor=desk_clerk(), now=later(4))
    assert done.state == "awaiting_rating"


@pytest.mark.django_db
def test_what_cannot_be_photographed_is_finished_with_words() -> None:
    case_id = opened_case()
    act(case_id=case_id, verb="sort", form={"category": "education.schools"}, actor=coordinator(), now=later(1))
    act(case_id=case_id, verb="settle_on_spot", form={"result": "问清了"}, actor=community_clerk(), now=later(2))
    assert Case.objects.get(id=case_id).state == "awaiting_rating"
