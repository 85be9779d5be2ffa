"""A seal for the reference adapter: key, certificate and name. For trying out; a real one comes from its maker."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

VALID = timedelta(days=3 * 365)


def make(folder: Path, seal_id: str, name: str, *, since: datetime | None = None) -> None:
    """Write `<folder>/<seal_id>/`; the key is readable by its owner only. FileExistsError where it is there already."""
    place = folder / seal_id
    place.mkdir(parents=True)
    begins = since or datetime.now(UTC) - timedelta(minutes=5)
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.COMMON_NAME, seal_id),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False, key_agreement=False,
        key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + VALID)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = place / "key.pem"
    secret.touch(mode=0o600)
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (place / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (place / "seal.json").write_text(json.dumps({"name": name, "active": True}, ensure_ascii=False), "utf-8")


def switch(folder: Path, seal_id: str, *, active: bool) -> None:
    """Cancelled in its system, or back in force."""
    path = folder / seal_id / "seal.json"
    path.write_text(
        json.dumps(json.loads(path.read_text("utf-8")) | {"active": active}, ensure_ascii=False), "utf-8"
    )
