"""Mail from the program to a real mail server: TLS, a password, and what goes wrong."""
import email
import email.policy
import json
import os
import socket
import ssl
import subprocess

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from people import add, send_without_figures, signed_in

USER, PASSWORD = "khen", "mật khẩu rất dài"


class Mailbox:
    """Keeps what arrives."""

    def __init__(self):
        self.letters = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append((session.ssl is not None, session.authenticated, envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 OK"


@pytest.fixture
def certificate(tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    return key, certificate


@pytest.fixture
def mail(certificate):
    key, chain = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)

    def authenticate(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and data.login.decode() == USER and data.password.decode() == PASSWORD
        return AuthResult(success=good, handled=False)

    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    # The controller asks its own port whether it is up, so it has to be told which.
    controller = Controller(box, hostname="127.0.0.1", port=box.port, tls_context=context, require_starttls=True, authenticator=authenticate, auth_required=True)
    controller.start()
    box.trust = {"KHEN_CERTIFICATES": str(chain)}
    yield box
    controller.stop()


def set_up(khen, box, **changes):
    settings = {"site.name": "Khèn Mường Khèn", "mail.host": "localhost", "mail.port": str(box.port), "mail.security": "starttls", "mail.user": USER, "mail.sender": "khen@muongkhen.example", **changes}
    done = subprocess.run([os.environ["KHEN_BINARY"], "settings", "set", *[f"{name}={value}" for name, value in settings.items()], "mail.password=-", *khen.place],
                          input=PASSWORD + "\n", capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_a_letter_goes_over_tls_with_a_password(khen, mail):
    set_up(khen, mail)
    done = khen.run("settings", "test-mail", "mai.lo@muongkhen.example", "--lang", "vi", env=mail.trust)
    assert done.returncode == 0, done.stderr
    (is_safe, is_known, recipients, letter), = mail.letters
    assert is_safe and is_known and recipients == ["mai.lo@muongkhen.example"]
    assert letter["Subject"] == "Thư thử của Khèn Mường Khèn" and letter["From"].addresses[0].display_name == "Khèn Mường Khèn"
    assert "ông/bà" in letter.get_body(("plain",)).get_content() and letter["Message-ID"].endswith("@muongkhen.example>")
    assert not letter.defects


def test_a_certificate_that_nobody_vouches_for_is_refused(khen, mail):
    set_up(khen, mail)
    done = khen.run("settings", "test-mail", "mai.lo@muongkhen.example")
    assert done.returncode == 65 and "not safe" in done.stderr and mail.letters == []


def test_a_wrong_password_and_an_unknown_recipient_are_told_apart(sqlite_khen, mail):
    set_up(sqlite_khen, mail)
    done = sqlite_khen.run("settings", "test-mail", "nobody@muongkhen.example", env=mail.trust)
    assert done.returncode == 65 and "550 5.1.1 no such person" in done.stderr
    set_up(sqlite_khen, mail, **{"mail.user": "somebody"})
    done = sqlite_khen.run("settings", "test-mail", "mai.lo@muongkhen.example", env=mail.trust)
    assert done.returncode == 65 and "does not accept the name or the password" in done.stderr and mail.letters == []


def test_secrets_are_not_shown(khen, mail):
    set_up(khen, mail)
    shown = khen.ok("settings", "show")
    assert "mail.host=localhost" in shown and "mail.password=(stored)" in shown and PASSWORD not in shown
    done = khen.run("settings", "set", "mail.host=elsewhere.example")
    assert done.returncode == 65 and "password" in done.stderr
    done = khen.run("settings", "set", "mail.hots=x")
    assert done.returncode == 65 and "mail.host" in done.stderr
    khen.verify()


def test_a_return_becomes_a_letter_to_whoever_sent_the_report(khen, packs, mail):
    khen.ok("pack", "load", *packs)
    set_up(khen, mail, **{"site.address": "https://khen.example", "quiet.from": "00:00", "quiet.until": "00:00"})
    add(khen, "xa", "COMMUNE-OFFICER", "03127")
    add(khen, "so", "DEPARTMENT-OFFICER", "11")
    with khen.serve() as site:
        officer, department = signed_in(site, "xa"), signed_in(site, "so")
        overview = officer.get("/reports/overview.json?form=DB-M-XA").json
        report = f"DB-M-XA/{overview['period']}/{overview['missing'][0]['unit']}"
        taken = send_without_figures(officer, report)
        answer = department.post(f"/reports/{report}/return", {"seen": taken["version"], "note": "Thiếu số liệu hạ tầng"})
        assert answer.status == 303, answer
    # An ordinary round leaves notices to gather; told to, it does not wait.
    assert json.loads(khen.ok("notices", "send", "--json"))["sent"] == 0 and mail.letters == []
    done = khen.run("notices", "send", "--now", "--json", env=mail.trust)
    assert done.returncode == 0 and json.loads(done.stdout)["sent"] == len(mail.letters) > 0, done.stdout + done.stderr
    letter, = [letter for _, _, recipients, letter in mail.letters if recipients == ["xa@muongkhen.example"]]
    text = letter.get_body(("plain",)).get_content()
    assert "bị trả lại" in text and "Thiếu số liệu hạ tầng" in text and f"https://khen.example/reports/{report}" in text and not letter.defects
    assert json.loads(khen.run("notices", "send", "--now", "--json", env=mail.trust).stdout)["sent"] == 0
    khen.verify()


def test_notices_without_a_mail_server_are_left_alone(sqlite_khen):
    assert json.loads(sqlite_khen.ok("notices", "send", "--json"))["pause"] == "no_server"
