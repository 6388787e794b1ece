"""The servers that the configuration names, asked without sending anything, and the certificates that are trusted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from monitor.doctor.finding import Finding, Visit
from monitor.sections import Smtp

SOON = timedelta(days=30)
PATIENCE = 10.0  # seconds


def mail(visit: Visit) -> Iterator[Finding]:
    """Connects, starts TLS and signs in, as a pass would; no message is sent."""
    settings = visit.settings.mail
    if settings.smtp is None:
        yield Finding(what="mail", words=f"written into the folder {settings.folder}, sent to nobody", good=None)
        return
    where = f"{settings.smtp.host}:{settings.smtp.port}, {settings.smtp.security}"
    if visit.offline:
        yield Finding(what="mail", words=f"{where} (not tried)", good=None)
    else:
        _sign_in(settings.smtp, settings.sender)
        yield Finding(what="mail", words=f"{where}: answers" + (f", lets {settings.smtp.user} in" if settings.smtp.user else ""))


def _sign_in(server: Smtp, sender: str) -> None:
    from monitor.alerts.courier import Courier

    courier = Courier(server, sender=sender, timeout=PATIENCE)
    try:
        courier.sign_in()
    finally:
        courier.close()


def certificates(visit: Visit) -> Iterator[Finding]:
    """The files that are named as ca_file: whether they can be read, and until when they hold."""
    settings = visit.settings
    named = {
        "mail": settings.mail.smtp and settings.mail.smtp.ca_file,
        "elasticsearch": settings.elasticsearch and settings.elasticsearch.ca_file,
        "kibana": settings.kibana and settings.kibana.ca_file,
        "crawl": settings.crawl.ca_file,
    }
    for section, file in named.items():
        if file:
            yield _certificate(section, file, visit)


def _certificate(section: str, file: Path, visit: Visit) -> Finding:
    from cryptography.x509 import load_pem_x509_certificates

    what = f"certificate of {section}"
    try:
        ends = min(certificate.not_valid_after_utc for certificate in load_pem_x509_certificates(file.read_bytes()))
    except (OSError, ValueError) as wrong:
        return Finding(what=what, words=f"{file}: {wrong}; name a file of certificates in PEM as ca_file", good=False)
    if ends <= visit.now:
        return Finding(what=what, words=f"{file}: over since {ends:%Y-%m-%d}; get a new one", good=False)
    return Finding(what=what, words=f"{file}: holds until {ends:%Y-%m-%d}", good=None if ends - visit.now < SOON else True)
