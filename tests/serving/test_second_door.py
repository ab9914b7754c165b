"""The second door: the house over https with a certificate of the centre's own authority, and plain http beside it."""

import http.client
import ipaddress
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from browser import FLAGS, chromium_path

from partyedu.admin import certificates
from partyedu.core import clock
from partyedu.core.https import certificate_files
from tests.serving.test_serving import free_port, wait_for

PROGRAM = (
    "import sys; from pathlib import Path; from partyedu.serving import serve; "
    "serve(Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2]), sys.argv[3], https_port=int(sys.argv[4]),"
    " factory='partyedu.app:create_app')"
)


def trusting(data: Path) -> ssl.SSLContext:
    """A device that trusts this centre's authority and no other."""
    return ssl.create_default_context(cafile=str(certificate_files(data).authority))


@dataclass
class House:
    data: Path
    port: int
    https_port: int

    def plain(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers=headers)
        return connection.getresponse()

    def secure(self, path: str, context: ssl.SSLContext, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPSConnection("127.0.0.1", self.https_port, timeout=10, context=context)
        connection.request("GET", path, headers=headers)
        return connection.getresponse()


@pytest.fixture(scope="module", params=["granian", "cheroot"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data = tmp_path_factory.mktemp("house")
    words = ["--centre", "示范社区", "--code", "S", "--admin", "管理员", "--password", "partyedu 2026"]
    command = [sys.executable, "-m", "partyedu", "--data", str(data)]
    subprocess.run([*command, "init", *words], check=True, capture_output=True)
    subprocess.run([*command, "https", "--host", "centre.local"], check=True, capture_output=True)
    found = House(data, free_port(), free_port())
    arguments = [str(data), str(found.port), request.param, str(found.https_port)]
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: found.secure("/healthz", trusting(data)).status == 200, 20)
        wait_for(lambda: found.plain("/healthz").status == 200)
        yield found
    finally:
        process.terminate()
        process.wait(15)
    # Nobody holds either port any more: the second door went with the first.
    for port in (found.port, found.https_port):
        with socket.socket() as trial:
            assert trial.connect_ex(("127.0.0.1", port)) != 0


def test_both_doors_lead_into_the_same_house(house: House):
    assert json.load(house.plain("/healthz"))["status"] == "ok"
    assert json.load(house.secure("/healthz", trusting(house.data)))["status"] == "ok"


def test_a_device_that_does_not_trust_the_centre_is_warned(house: House):
    with pytest.raises(ssl.SSLCertVerificationError):
        house.secure("/healthz", ssl.create_default_context())


def test_the_secure_door_has_cookies_of_its_own(house: House):
    plain = house.plain("/sign-in").headers.get_all("Set-Cookie")
    secure = house.secure("/sign-in", trusting(house.data)).headers.get_all("Set-Cookie")
    assert {line.partition("=")[0] for line in plain} == {"device", "partyedu"}
    assert {line.partition("=")[0] for line in secure} == {"__Host-device", "__Host-partyedu"}
    assert all("; Secure" in line for line in secure)
    assert not any("; Secure" in line for line in plain)


def test_what_phones_scan_leads_to_the_plain_door(house: House):
    asked = f"192.168.1.5:{house.https_port}"
    page = house.secure("/admin/https", trusting(house.data), Host=asked).read().decode()
    assert f"http://192.168.1.5:{house.port}/admin/https/authority.crt" in page


def test_the_page_for_staff_gives_certificate_fingerprint_and_address(house: House):
    page = house.plain("/admin/https").read().decode()
    assert certificates.fingerprint(house.data) in page
    assert f"https://127.0.0.1:{house.https_port}" in page
    got = house.plain("/admin/https/authority.crt")
    assert got.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert got.read() == certificate_files(house.data).authority.read_bytes()


def test_slow_handshakes_do_not_keep_others_out(house: House):
    """Twenty devices connect and say nothing; the twenty-first is served."""
    silent = [socket.create_connection(("127.0.0.1", house.https_port)) for _ in range(20)]
    try:
        wait_for(lambda: house.secure("/healthz", trusting(house.data)).status == 200, 8)
    finally:
        for connection in silent:
            connection.close()


def test_the_authority_is_good_for_the_lan_and_nothing_else(tmp_path):
    certificates.establish(tmp_path, "示范社区", ["centre.example"])
    place = certificate_files(tmp_path)
    assert "centre.example" in certificates.hosts_of(place.server)
    with pytest.raises(ValueError, match=r"8\.8\.8\.8"):
        certificates.establish(tmp_path, "示范社区", ["8.8.8.8"])
    # Even who holds the authority's key cannot make a certificate for somebody else's site that devices accept.
    forged = certificate_files(tmp_path / "forged")
    shutil.copytree(place.folder, forged.folder)
    certificates._make_server(forged, ["bank.example"])
    shown = subprocess.run(
        ["openssl", "verify", "-CAfile", forged.authority, forged.server], capture_output=True, text=True
    )
    assert "permitted subtree violation" in shown.stdout + shown.stderr


def test_keys_are_readable_by_their_owner_only(tmp_path):
    certificates.establish(tmp_path, "示范社区")
    place = certificate_files(tmp_path)
    for key in (place.authority_key, place.server_key):
        assert key.stat().st_mode & 0o077 == 0


def test_the_certificate_is_renewed_in_time_and_the_authority_stays(tmp_path, monkeypatch):
    certificates.establish(tmp_path, "示范社区", ["centre.local"])
    mark, ends = certificates.fingerprint(tmp_path), certificates.valid_until(tmp_path)
    assert not certificates.renew_if_due(tmp_path)
    with time_machine.travel(clock.now() + timedelta(days=certificates.SERVER_DAYS - 40), tick=False):
        assert certificates.renew_if_due(tmp_path)
    assert certificates.valid_until(tmp_path) > ends + timedelta(days=300)
    assert certificates.fingerprint(tmp_path) == mark
    # The router gave the machine another address: the certificate names it, and keeps what was asked for.
    monkeypatch.setattr(certificates, "own_addresses", lambda: ["192.168.77.5"])
    assert certificates.renew_if_due(tmp_path)
    named = certificates.hosts_of(certificate_files(tmp_path).server)
    assert {"192.168.77.5", "centre.local", "127.0.0.1"} <= set(named)
    assert all(ipaddress.ip_address(one).is_private for one in named if one[0].isdigit())


def test_certificates_are_in_no_backup(app, tmp_path):
    from partyedu.admin import backups

    with app.app_context():
        certificates.establish(Path(app.config["DATA"]), "示范社区")
        backups.make(tmp_path / "backup.zip")
    key = certificate_files(Path(app.config["DATA"])).authority_key.read_bytes()
    assert key not in (tmp_path / "backup.zip").read_bytes()
    assert b"https/" not in (tmp_path / "backup.zip").read_bytes()


@pytest.mark.browser
@pytest.mark.certutil
def test_a_real_browser_warns_until_it_trusts_the_centre_and_then_shows_a_closed_lock(house: House, chromium, tmp_path):
    address = f"https://127.0.0.1:{house.https_port}/schedule/"
    with _browser_at_home(chromium, tmp_path) as page, pytest.raises(Exception, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto(address)
    store = tmp_path / ".pki" / "nssdb"
    store.mkdir(parents=True, exist_ok=True)
    authority = str(certificate_files(house.data).authority)
    for words in (["-N", "--empty-password"], ["-A", "-n", "centre", "-t", "C,,", "-i", authority]):
        subprocess.run(["certutil", "-d", f"sql:{store}", *words], check=True, capture_output=True)
    with _browser_at_home(chromium, tmp_path) as page:
        answer = page.goto(address)
        assert answer.status == 200
        assert answer.security_details()["protocol"] == "TLS 1.3"
        # What plain http denies a page: the browser takes it for safe.
        assert page.evaluate("isSecureContext")
        assert {cookie["name"] for cookie in page.context.cookies()} >= {"__Host-partyedu"}
        assert page.goto(f"http://127.0.0.1:{house.port}/schedule/").status == 200


@contextmanager
def _browser_at_home(chromium, home: Path):
    """A browser of its own whose trusted authorities lie in ``home``."""
    browser = chromium.browser_type.launch(
        executable_path=chromium_path(), args=list(FLAGS), env={**os.environ, "HOME": str(home)}
    )
    try:
        yield browser.new_page()
    finally:
        browser.close()
