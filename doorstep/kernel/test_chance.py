"""Random bytes are never handed out twice."""

import os
import threading

import pytest

from doorstep.kernel.chance import PAGE, pool, random_bytes


def test_no_sixteen_bytes_come_twice_whichever_thread_asks():
    drawn: list[bytes] = []
    threads = [threading.Thread(target=lambda: drawn.extend(random_bytes(16) for _ in range(1000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == len(drawn) == 4000
    assert {len(one) for one in drawn} == {16}


def test_a_forked_child_draws_other_bytes_than_its_parent():
    random_bytes(1)
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.write(into, random_bytes(32))
        os._exit(0)
    os.waitpid(child, 0)
    mine, its = random_bytes(32), os.read(out, 32)
    os.close(out)
    os.close(into)
    assert len(its) == 32
    assert mine != its


def test_a_page_is_the_most_at_once():
    assert len(random_bytes(PAGE)) == PAGE
    with pytest.raises(ValueError, match="page"):
        random_bytes(PAGE + 1)


def test_a_pool_gives_nothing_twice_either():
    draw = pool()
    assert len({draw(16) for _ in range(1000)} | {pool()(16)}) == 1001
    with pytest.raises(ValueError, match="page"):
        draw(PAGE + 1)
