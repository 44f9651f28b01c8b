"""Figures add up, say what they count, and are not counted at every visit."""

from pathlib import Path

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.faults import PackError
from doorstep.wings.figures import queries
from doorstep.wings.figures.rules import COUNTS, read_report
from tests.living import NOW, acting, employ, finished, pooled, rated, step, word

GOOD = """
[report]
title = {zh = "报道", en = "Report"}
publisher = {zh = "某报", en = "A paper"}
published_on = 2025-11-21
plainly = {zh = "模拟", en = "simulated"}

[[claim]]
code = "received"
value = {zh = "600余个", en = "over 600"}
said = {zh = "共收到", en = "received"}
note = {zh = "登记", en = "recorded"}
count = "received"
"""


def test_a_report_is_read_from_the_pack(tmp_path: Path) -> None:
    path = tmp_path / "figures.toml"
    path.write_text(GOOD, "utf-8")
    assert [claim.count for claim in read_report(path).claims] == ["received"]


def test_a_claim_on_a_count_that_does_not_exist_is_refused_with_the_near_miss(tmp_path: Path) -> None:
    path = tmp_path / "figures.toml"
    path.write_text(GOOD.replace('count = "received"', 'count = "recieved"'), "utf-8")
    with pytest.raises(PackError) as refused:
        read_report(path)
    assert "received" in str(refused.value.faults[0])


@pytest.mark.django_db
def test_the_parts_add_up_to_the_whole_and_each_record_is_found_again() -> None:
    queries.forget()
    office, clerk = acting(employ("coordinator", "tcb")), employ("community_clerk", "xfjd_xfq", "510181901901")
    desk = acting(employ("desk_clerk", "cgj"))
    step(word("路灯"), "settle_on_spot", acting(clerk), {"result": "换了灯泡"})
    rated(finished("井盖", office, desk, "cgj"))
    pooled("护栏", office)
    gone = word("不说了")
    step(gone, "withdraw", Actor(kind="resident", receipts=frozenset({gone.case_id})))
    counts = queries.count_all(tuple(COUNTS), now=NOW).counts
    assert counts["received"] == 4
    assert counts["settled_on_spot"] + counts["unified"] + counts["on_the_way"] == counts["received"]
    assert (counts["done"], counts["rated"], counts["in_hand"], counts["dispatched"]) == (2, 1, 1, 1)
    for name, count in COUNTS.items():
        assert not count.per_mille_of or count.per_mille_of in COUNTS
        if count.has_records:
            assert len(queries.records(name)) == counts[name]
    queries.forget()
    assert queries.count_all(("received", "in_hand", "done", "rated"), now=NOW).counts["received"] == 4


@pytest.mark.django_db
def test_a_count_that_took_long_is_kept_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    queries.forget()
    monkeypatch.setattr(queries, "KEPT_FOR", 1e9)
    first = queries.count_all(("received", "in_hand"), now=NOW)
    word("路灯")
    assert queries.count_all(("received", "in_hand"), now=NOW) == first
    queries.forget()
    assert queries.count_all(("received", "in_hand"), now=NOW) != first
    queries.forget()
