"""Time stamps against a local authority run by OpenSSL: what fits is believed, what was changed is not."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from doorstep.adapters.timestamps import NotStamped, Rfc3161, check_stamp

CONFIG = """
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = local
[local]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/stamps.pem
signer_key = {folder}/stamps.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
"""
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to play the authority")


def openssl(folder: Path, *line: str) -> bytes:
    return subprocess.run(["openssl", *line], cwd=folder, capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01")
    make = ("req", "-config", "tsa.cnf", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(
        folder,
        *make,
        "-x509",
        "-days",
        "30",
        "-subj",
        "/CN=Root",
        "-extensions",
        "root",
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
    )
    openssl(folder, *make, "-subj", "/CN=Stamps", "-keyout", "stamps.key", "-out", "stamps.csr")
    signing = (
        "x509",
        "-req",
        "-in",
        "stamps.csr",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-CAcreateserial",
        "-days",
        "30",
    )
    openssl(folder, *signing, "-extfile", "tsa.cnf", "-extensions", "stamps", "-out", "stamps.pem")
    return folder


@pytest.fixture(scope="module")
def url(authority: Path) -> Iterator[str]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (authority / "query.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            answer = openssl(authority, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq")
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_stamp_is_had_and_stands_for_its_content_alone(url: str, authority: Path) -> None:
    stamp = Rfc3161(url=url, certificates=authority / "root.pem").stamp(b"checkpoint")
    assert check_stamp(stamp.token, b"checkpoint", certificates=authority / "root.pem") == stamp.at
    with pytest.raises(NotStamped):
        check_stamp(stamp.token, b"another", certificates=authority / "root.pem")
    with pytest.raises(NotStamped):
        check_stamp(stamp.token[:-20] + bytes(20), b"checkpoint", certificates=authority / "root.pem")


def test_another_authority_and_one_that_is_away_are_not_believed(url: str, authority: Path, tmp_path: Path) -> None:
    stamp = Rfc3161(url=url, certificates=authority / "root.pem").stamp(b"checkpoint")
    make = (
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "3",
        "-subj",
        "/CN=Other",
    )
    openssl(tmp_path, *make, "-keyout", "k", "-out", "other.pem")
    with pytest.raises(NotStamped):
        check_stamp(stamp.token, b"checkpoint", certificates=tmp_path / "other.pem")
    with pytest.raises(NotStamped):
        Rfc3161(url="http://127.0.0.1:9/", certificates=authority / "root.pem").stamp(b"checkpoint")
