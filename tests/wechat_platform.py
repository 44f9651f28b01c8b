"""WeChat's platform for tests: a real HTTP server that gives tokens and pictures and takes messages, and calls back as the real one does.

Seals by its own few lines, after the published description, not by the adapter's.
"""

import base64
import hashlib
import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from PIL import Image

APP_ID = "wx2c2769f8efd9abc2"
TOKEN = "spamtest"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SECRET = "not-a-real-secret"
GH = "gh_7f083739789a"
SOMEBODY = "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
KEY = base64.b64decode(AES_KEY + "=")


def environment(api: str, *, aes_key: str = AES_KEY) -> dict[str, str]:
    """What an operator would set for the jurisdiction of the tests."""
    given = {"APP_ID": APP_ID, "TOKEN": TOKEN, "AES_KEY": aes_key, "SECRET": SECRET}
    return {f"DOORSTEP_WECHAT_DUJIANGYAN_{part}": value for part, value in given.items()} | {"DOORSTEP_WECHAT_API": api}


def jpeg(colour: str = "red") -> bytes:
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(buffer, "JPEG")
    return buffer.getvalue()


@dataclass
class Platform:
    """What it holds, and what it was asked."""

    url: str = ""
    pictures: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    tokens: int = 0
    asked: list[str] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    is_down: bool = False
    valid: str = ""

    def answer(self, path: str, query: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        self.asked.append(path)
        if self.is_down:
            return 502, "text/html", b"bad gateway"
        if path == "/cgi-bin/stable_token":
            return self._token(json.loads(body))
        if query.get("access_token") != self.valid:
            return _json({"errcode": 40001, "errmsg": "invalid credential, access_token is invalid or not latest"})
        if path == "/cgi-bin/media/get":
            found = self.pictures.get(query["media_id"])
            return (200, *found) if found else _json({"errcode": 40007, "errmsg": "invalid media_id"})
        if path == "/cgi-bin/message/custom/send":
            content = json.loads(body)
            self.said.append((content["touser"], content["text"]["content"]))
            return _json({"errcode": 0, "errmsg": "ok"})
        return 404, "text/plain", b""

    def _token(self, wanted: dict[str, Any]) -> tuple[int, str, bytes]:
        if (wanted["appid"], wanted["secret"]) != (APP_ID, SECRET):
            return _json({"errcode": 40013, "errmsg": "invalid appid"})
        if not self.valid or wanted["force_refresh"]:
            self.tokens += 1
            self.valid = f"token-{self.tokens}"
        return _json({"access_token": self.valid, "expires_in": 7200})


def _json(content: dict[str, Any]) -> tuple[int, str, bytes]:
    return 200, "application/json; encoding=utf-8", json.dumps(content).encode()


@contextmanager
def running() -> Iterator[Platform]:
    """The platform on a port of its own."""
    platform = Platform()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            split = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(split.query).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, kind, content = platform.answer(split.path, query, body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    platform.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def seal(xml: str, *, key: bytes = KEY, app_id: str = APP_ID) -> str:
    """As the description says: 16 random bytes, length, message, app id; PKCS#7 over 32."""
    raw = xml.encode()
    plain = b"0123456789abcdef" + len(raw).to_bytes(4, "big") + raw + app_id.encode()
    count = 32 - len(plain) % 32
    sealer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(sealer.update(plain + bytes([count]) * count) + sealer.finalize()).decode()


def unseal(sealed: str, *, key: bytes = KEY) -> str:
    opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = opener.update(base64.b64decode(sealed)) + opener.finalize()
    length = int.from_bytes(plain[16:20], "big")
    assert plain[20 + length : -plain[-1]].decode() == APP_ID
    return plain[20 : 20 + length].decode()


_turn = iter(range(6054768590064713728, 6054768590064813728))


def xml(kind: str, *, sender: str = SOMEBODY, number: str | None = None, **fields: str) -> str:
    """A message as the platform writes it. Events carry no MsgId."""
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
    numbered = "" if kind == "event" else f"<MsgId>{number or next(_turn)}</MsgId>"
    return (
        f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{inner}{numbered}</xml>"
    )


def query_for(body: str, *, is_sealed: bool, at: int | None = None, nonce: str = "1320562132") -> dict[str, str]:
    """What stands in the address of a callback; `body` is the sealed message in safe mode."""
    stamp = str(at or int(time.time()))
    query = {"signature": sha1(TOKEN, stamp, nonce), "timestamp": stamp, "nonce": nonce, "openid": SOMEBODY}
    if is_sealed:
        query |= {"encrypt_type": "aes", "msg_signature": sha1(TOKEN, stamp, nonce, body)}
    return query


def envelope(sealed: str) -> str:
    return f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
