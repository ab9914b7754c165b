"""The centre's own certificates, so that staff reach the house over https on a LAN that no public authority knows.

One authority per centre. Its key makes the certificate of this machine and nothing else: by its name constraints it is
good for private addresses and local names only, so whoever trusts it need not fear for any other site. Everything lies
in ``https`` in the data folder, the keys readable by their owner only, and outside every backup.
"""

import ipaddress
import os
import socket
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from partyedu.core import clock
from partyedu.core.https import CertificateFiles, certificate_files, own_addresses

AUTHORITY_YEARS = 10
# The longest that phones accept from an authority their owner has added.
SERVER_DAYS = 397
RENEW_BEFORE_DAYS = 45
# What was issued is good from yesterday on: the clocks of a hall's tablets are often behind.
EARLIER = timedelta(days=1)

_PRIVATE_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10")
_LOCAL_NAMES = ("local", "lan", "localhost")


def establish(data: Path, centre_name: str, hosts: Iterable[str] = ()) -> str:
    """Make the authority of a centre unless it stands, and a certificate for this machine; its fingerprint.

    ``hosts``: names and addresses beside those this machine has now. A standing authority is kept, because devices
    trust it already. Raises ``ValueError`` with the name that is neither private nor local.
    """
    place = certificate_files(data)
    place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not place.authority.exists():
        _make_authority(place, centre_name, hosts)
    _make_server(place, [*own_hosts(), *hosts])
    return fingerprint(data)


def renew_if_due(data: Path) -> bool:
    """Make this machine's certificate anew before it ends, or when the machine has an address it does not name.

    True when there is a new one. Names that were asked for once are kept. Nothing happens without an authority.
    """
    place = certificate_files(data)
    if not (place.are_there and place.authority_key.exists()):
        return False
    named = hosts_of(place.server)
    if valid_until(data) - clock.now() > timedelta(days=RENEW_BEFORE_DAYS) and set(own_hosts()) <= set(named):
        return False
    _make_server(place, [*own_hosts(), *named])
    return True


def fingerprint(data: Path) -> str:
    """SHA-256 of the authority's certificate as people compare it: pairs of digits, in capitals."""
    digest = _read(certificate_files(data).authority).fingerprint(hashes.SHA256())
    return digest.hex(":").upper()


def valid_until(data: Path) -> datetime:
    """When this machine's certificate ends."""
    return _read(certificate_files(data).server).not_valid_after_utc


def hosts_of(certificate: Path) -> list[str]:
    """The names and addresses a certificate is good for."""
    names = _read(certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    return [*names.get_values_for_type(x509.DNSName), *addresses]


def own_hosts() -> list[str]:
    """What this machine answers to: itself, its name with the endings of a LAN, and the addresses it has now."""
    name = socket.gethostname().lower().partition(".")[0]
    named = [f"{name}.local", f"{name}.lan"] if _is_plain(name) else []
    return ["localhost", "127.0.0.1", *named, *[one for one in own_addresses() if _is_private(one)]]


def _is_plain(name: str) -> bool:
    return bool(name) and name.isascii() and name.replace("-", "").isalnum()


def _make_authority(place: CertificateFiles, centre_name: str, hosts: Iterable[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, (centre_name or "partyedu")[:60]),
            x509.NameAttribute(NameOID.COMMON_NAME, "partyedu"),
        ]
    )
    names = [x509.DNSName(name) for name in (*_LOCAL_NAMES, *_bare_names(hosts))]
    networks = [x509.IPAddress(ipaddress.ip_network(network)) for network in _PRIVATE_NETWORKS]
    now = clock.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + timedelta(days=365 * AUTHORITY_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints([*names, *networks], None), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(place.authority_key, _private(key), secret=True)
    _write(place.authority, certificate.public_bytes(serialization.Encoding.PEM))


def _make_server(place: CertificateFiles, hosts: Iterable[str]) -> None:
    authority = _read(place.authority)
    signing = serialization.load_pem_private_key(place.authority_key.read_bytes(), None)
    key = ec.generate_private_key(ec.SECP256R1())
    now = clock.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "partyedu on the LAN")]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(min(now + timedelta(days=SERVER_DAYS), authority.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in dict.fromkeys(hosts)]), False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(_key_identifier(authority), critical=False)
        .sign(signing, hashes.SHA256())  # type: ignore[arg-type]
    )
    chain = [one.public_bytes(serialization.Encoding.PEM) for one in (certificate, authority)]
    _write(place.server_key, _private(key), secret=True)
    _write(place.server, b"".join(chain))


def _general_name(host: str) -> x509.GeneralName:
    """A name or an address that the authority may vouch for; ValueError for any other."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return x509.DNSName(host.lower())
    if not _is_private(host):
        raise ValueError(host)
    return x509.IPAddress(address)


def _is_private(address: str) -> bool:
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(network) for network in _PRIVATE_NETWORKS)


def _bare_names(hosts: Iterable[str]) -> list[str]:
    """Names given beside addresses; those that end as a LAN's names do are permitted anyway."""
    return [host.lower() for host in hosts if isinstance(_general_name(host), x509.DNSName)]


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _key_identifier(authority: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    known = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _write(path: Path, content: bytes, secret: bool = False) -> None:
    """Put a file in its place as a whole: whoever reads it sees the old one or the new one."""
    fresh = path.with_suffix(f"{path.suffix}.{os.getpid()}.new")
    fresh.touch(mode=0o600 if secret else 0o644)
    fresh.write_bytes(content)
    fresh.replace(path)
