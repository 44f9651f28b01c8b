"""What is posted arrives as it was sent; nothing is posted inwards, along redirects, or to who never answers."""

import socket
import threading
import time
from contextlib import suppress

import pytest

from doorstep.adapters.webhooks import AddressNotAllowed, NotPosted, posting
from doorstep.adapters.webhooks.listening import listening
from doorstep.adapters.webhooks.posting import HttpPoster

HERE = HttpPoster(networks=["127.0.0.1/32"])


def test_what_is_posted_arrives_with_its_headers() -> None:
    with listening() as other:
        assert HERE.post(f"{other.url}?a=1", b"{}", {"webhook-id": "m"}).status == 204
        (heard,) = other.heard
    assert (heard.path, heard.body, heard.headers["webhook-id"]) == ("/hook?a=1", b"{}", "m")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://169.254.169.254/latest",
        "https://0.0.0.0/",
        "https://localhost/",
        "http://93.184.216.34/",
        "ftp://93.184.216.34/",
        "https://user:word@93.184.216.34/",
        "https://",
        "https://93.184.216.34:99999/",
        "https://93.184.216.34/\r\nHost: x",
    ],
)
def test_nothing_is_posted_inwards_or_to_what_is_no_address(url: str) -> None:
    with pytest.raises(AddressNotAllowed):
        HttpPoster().post(url, b"{}", {})


def test_a_redirect_is_not_followed() -> None:
    with listening() as inside, listening([302], elsewhere=inside.url) as other:
        with pytest.raises(NotPosted, match="302"):
            HERE.post(other.url, b"{}", {})
        assert inside.heard == []


def test_who_answers_byte_by_byte_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "ANSWER_WITHIN", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as other:

        def drip() -> None:
            link, _ = other.accept()
            with link, suppress(OSError):
                link.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                for _ in range(30):
                    link.sendall(b"x")
                    time.sleep(0.05)

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(NotPosted, match="slow"):
            HERE.post(f"http://127.0.0.1:{other.getsockname()[1]}/", b"{}", {})
        thread.join()


def test_who_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "ANSWER_WITHIN", 0.2)
    with listening(slowness=0.6) as other, pytest.raises(NotPosted, match="slow"):
        HERE.post(other.url, b"{}", {})
    with pytest.raises(NotPosted, match="refused"):
        HERE.post(other.url, b"{}", {})
