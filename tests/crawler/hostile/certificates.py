"""A throwaway authority and its certificates: good ones and, by the host's first word, expired, foreign, self-signed ones."""

from __future__ import annotations

import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


class Certificates:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._ca_key = ec.generate_private_key(ec.SECP256R1())
        self._ca_name = _name("A throwaway authority")
        authority = self._make("A throwaway authority", self._ca_key, issuer=None)
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))

    def context_for(self, host: str) -> ssl.SSLContext:
        with self._lock:
            if host not in self._contexts:
                self._contexts[host] = self._context(host)
            return self._contexts[host]

    def _context(self, host: str) -> ssl.SSLContext:
        kind = host.split(".")[0]
        named = "another.hostile.example" if kind == "tls-other-host" else host
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = None if kind == "tls-self-signed" else self._ca_key
        age = 400 if kind == "tls-expired" else 1
        certificate = self._make(named, key, issuer=issuer, age=age)
        file = self._folder / f"{host}.pem"
        file.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _make(
        self, host: str, key: ec.EllipticCurvePrivateKey, *, issuer: ec.EllipticCurvePrivateKey | None, age: int = 1
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(host))
            .issuer_name(self._ca_name if issuer else _name(host))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - age * DAY)
            .not_valid_after(now - age * DAY + 90 * DAY)
        )
        if " " in host:
            builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        else:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        return builder.sign(issuer or key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])
