"""The last place of a month is taken once, however many take it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from django.db import connection

from doorstep.kernel.refusals import FormRefused
from doorstep.store.jurisdictions.current import serving
from doorstep.wings.resources import queries
from doorstep.wings.resources.test_resources import NEED, do, listed
from tests.living import TODAY, acting, employ, inner


def test_of_two_who_take_the_last_place_of_a_month_one_gets_it(real_db: str) -> None:
    office, street = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj"))
    number, gate = listed(street, office), Barrier(2)
    both = [inner("need", street, NEED) for _turn in range(2)]
    for one in both:
        do(one, "propose", street, resource=number)

    def take(need: UUID) -> str:
        try:
            with serving("town_dujiangyan"):
                gate.wait(timeout=30)
                return do(need, "agree", street, on=str(TODAY), asked_by="phone")
        except FormRefused as full:
            return type(full.faults["on"]).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(take, both)) == ["MonthFull", "agreed"]
    known = queries.resource(number, today=TODAY)
    assert known
    assert known.taken == 1
