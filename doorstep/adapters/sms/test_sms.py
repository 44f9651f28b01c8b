"""What is handed to the gateway, and what happens when it says no."""

import json
import logging
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from doorstep.adapters.sms import SmsNotSent
from doorstep.adapters.sms.gateway import SmsGateway
from doorstep.adapters.sms.printing import PrintedSms


class Gateway(HTTPServer):
    status = 200
    heard: dict[str, str]


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard = {**json.loads(body), "token": self.headers["Authorization"]}
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(b'{"id": "m-1"}')

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    server = Gateway(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_gateway_gets_number_text_and_token(gateway: Gateway) -> None:
    sms = SmsGateway(url=f"http://127.0.0.1:{gateway.server_port}/", token="t")
    assert sms.send("13800000000", "您好") == "m-1"
    assert gateway.heard == {"phone": "13800000000", "text": "您好", "token": "Bearer t"}


def test_a_gateway_that_refuses_is_heard(gateway: Gateway) -> None:
    gateway.status = 503
    with pytest.raises(SmsNotSent):
        SmsGateway(url=f"http://127.0.0.1:{gateway.server_port}/").send("13800000000", "您好")


def test_the_stand_in_prints_and_warns(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    sms = PrintedSms()
    with caplog.at_level(logging.WARNING):
        sms.send("13800000000", "您的验证码 123456")
    assert "123456" in capsys.readouterr().err
    assert "not sent" in caplog.text
    assert sms.sent == [("13800000000", "您的验证码 123456")]


def test_an_answer_that_is_no_http_is_a_message_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble() -> None:
            connection, _address = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"nonsense\r\n\r\n")

        thread = threading.Thread(target=babble)
        thread.start()
        with pytest.raises(SmsNotSent):
            SmsGateway(url=f"http://127.0.0.1:{server.getsockname()[1]}/").send("13800000000", "您好")
        thread.join()
