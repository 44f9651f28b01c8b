"""Two who issue at one moment: each entry of a status list is given out once, also where one list ends and the next begins."""

import threading

from django.db import connection

from doorstep.store.jurisdictions.current import serving
from doorstep.wings.credentials.models import Credential, StatusList
from doorstep.wings.credentials.services import issue
from doorstep.wings.credentials.test_credentials import NOW, draft_of
from doorstep_proof.credentials.status_list import ENTRIES


def test_two_issuers_who_meet_at_the_end_of_a_list_both_go_on(real_db: str, keys_in_memory: None) -> None:
    issue([draft_of("甲")], by=None, now=NOW)
    StatusList.objects.update(taken=ENTRIES - 1)
    failed: list[Exception] = []
    gate = threading.Barrier(4)

    def come(who: str) -> None:
        try:
            with serving("town_dujiangyan"):
                gate.wait(timeout=20)
                issue([draft_of(f"{who}{turn}") for turn in range(2)], by=None, now=NOW)
        except Exception as wrong:
            failed.append(wrong)
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=(who,)) for who in "乙丙丁戊"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(Credential.objects.values_list("list_number", flat=True)) == [1, 1, *[2] * 7]
    assert len(set(Credential.objects.filter(list_number=2).values_list("list_index", flat=True))) == 7
