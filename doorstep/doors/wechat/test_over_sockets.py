"""The whole way over real sockets: the platform calls our server, our worker fetches the picture from the platform."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from doorstep.adapters.wechat.client import forget_tokens
from doorstep.doors.worker import running
from doorstep.store.cases.models import Attachment, Case, Event
from doorstep.store.places.middles import middles
from doorstep.wings.chat.models import Heard
from tests import wechat_platform as wechat

COMMUNITY = "510181901901"


class Quiet(WSGIRequestHandler):
    """Writes no log, and leaves no connection behind."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing to say."""

    def handle(self) -> None:
        super().handle()
        connections.close_all()


class Threaded(ThreadingMixIn, WSGIServer):
    """Several callbacks at once."""


@pytest.fixture
def door(real_db: str) -> Iterator[str]:
    with make_server("127.0.0.1", 0, get_wsgi_application(), Threaded, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/wechat/"
        server.shutdown()
        thread.join()


def push(door: str, message: str) -> bytes:
    sealed = wechat.seal(message)
    query = urlencode(wechat.query_for(sealed, is_sealed=True))
    headers = {"Content-Type": "text/xml"}
    with urlopen(Request(f"{door}?{query}", wechat.envelope(sealed).encode(), headers), timeout=5) as answer:
        return bytes(answer.read())


def test_a_report_with_a_picture_from_first_word_to_attachment(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from doorstep.kernel.datums import gcj_from_wgs

    lon, lat = gcj_from_wgs(middles()[COMMUNITY])
    with wechat.running() as platform:
        for name, value in wechat.environment(platform.url).items():
            monkeypatch.setitem(os.environ, name, value)
        forget_tokens()
        platform.pictures["media-1"] = ("image/jpeg", wechat.jpeg())
        push(door, wechat.xml("text", Content="路灯三天没亮"))
        push(door, wechat.xml("location", Location_X=str(lat), Location_Y=str(lon), Scale="20", Label=""))
        push(door, wechat.xml("image", PicUrl="x", MediaId="media-1"))
        push(door, wechat.xml("text", Content="没有了"))
        last = wechat.xml("text", Content="1")
        with ThreadPoolExecutor(3) as pool:  # the platform loses patience, and calls again before we have answered
            answers = list(pool.map(lambda _: push(door, last), range(3)))
        assert all(b"<Encrypt>" in answer for answer in answers)
        assert platform.asked == []
        running.work(until_empty=True)
        assert "/cgi-bin/media/get" in platform.asked
    case = Case.objects.get(is_inner=False)
    assert (case.channel, case.community) == ("wechat", COMMUNITY)
    assert Attachment.objects.filter(case=case).count() == 1
    assert list(Event.objects.filter(case=case).order_by("seq").values_list("verb", flat=True)) == ["open", "add"]
    assert Heard.objects.count() == 5
