"""A Sigstore instance of one process: throwaway keys of a certificate authority, a certificate log and an entry log.

It makes what the public instance makes (certificates with a signed certificate timestamp, log entries with a proof
of inclusion in a signed checkpoint and a promise), so that bundles are verified by all of the library's own checks.
"""

import base64
import datetime
import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey
SHA256 = ec.ECDSA(hashes.SHA256())
SIGNED_AT = datetime.datetime(2026, 11, 16, 9, 0, tzinfo=datetime.UTC)
ISSUER_OID = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1")
TIMESTAMPS_OID = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")


def new_key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def public_bytes(key: Key) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def key_id(key: Key) -> bytes:
    return hashlib.sha256(public_bytes(key)).digest()


def usage(*names: str) -> x509.KeyUsage:
    every = [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ]
    return x509.KeyUsage(**{name: name in names for name in every})


@dataclass
class Instance:
    authority: Key = field(default_factory=new_key)
    certificate_log: Key = field(default_factory=new_key)
    entry_log: Key = field(default_factory=new_key)

    def __post_init__(self) -> None:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tide-authority")])
        self.root = (
            self._certificate(name, name, self.authority, datetime.timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage("key_cert_sign", "crl_sign"), critical=True)
            .sign(self.authority, hashes.SHA256())
        )

    def trusted_root(self) -> bytes:
        since = {"start": "2026-01-01T00:00:00Z"}
        authority = {
            "subject": {"organization": "tide", "commonName": "tide-authority"},
            "uri": "https://authority.example.com",
            "certChain": {"certificates": [{"rawBytes": encoded(self.root.public_bytes(Encoding.DER))}]},
            "validFor": since,
        }
        return json.dumps(
            {
                "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                "tlogs": [self._log(self.entry_log, since)],
                "certificateAuthorities": [authority],
                "ctlogs": [self._log(self.certificate_log, since)],
                "timestampAuthorities": [],
            }
        ).encode()

    def bundle(self, content: bytes, identity: str, issuer: str) -> dict[str, Any]:
        """What somebody gets who signs `content` as an identity that an issuer vouches for."""
        key = new_key()
        certificate = self._leaf(key, identity, issuer)
        signature = key.sign(content, SHA256)
        digest = hashlib.sha256(content).digest()
        pem = encoded(certificate.public_bytes(Encoding.PEM))
        body = {
            "apiVersion": "0.0.1",
            "kind": "hashedrekord",
            "spec": {
                "data": {"hash": {"algorithm": "sha256", "value": digest.hex()}},
                "signature": {"content": encoded(signature), "publicKey": {"content": pem}},
            },
        }
        return {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": {
                "certificate": {"rawBytes": encoded(certificate.public_bytes(Encoding.DER))},
                "tlogEntries": [self._entry(json.dumps(body).encode())],
            },
            "messageSignature": {
                "messageDigest": {"algorithm": "SHA2_256", "digest": encoded(digest)},
                "signature": encoded(signature),
            },
        }

    def _log(self, key: Key, since: dict[str, str]) -> dict[str, Any]:
        return {
            "baseUrl": "https://log.example.com",
            "hashAlgorithm": "SHA2_256",
            "publicKey": {
                "rawBytes": encoded(public_bytes(key)),
                "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                "validFor": since,
            },
            "logId": {"keyId": encoded(key_id(key))},
        }

    def _certificate(
        self, subject: x509.Name, issuer: x509.Name, key: Key, lasts: datetime.timedelta
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(SIGNED_AT - datetime.timedelta(minutes=1))
            .not_valid_after(SIGNED_AT + lasts)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )

    def _leaf(self, key: Key, identity: str, issuer: str) -> x509.Certificate:
        """A certificate for ten minutes, that holds the promise of the certificate log to list it."""
        name = x509.UniformResourceIdentifier(identity) if "://" in identity else x509.RFC822Name(identity)
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.authority.public_key())
        builder = (
            self._certificate(x509.Name([]), self.root.subject, key, datetime.timedelta(minutes=9))
            .add_extension(usage("digital_signature"), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
            .add_extension(authority, critical=False)
            .add_extension(x509.SubjectAlternativeName([name]), critical=True)
            .add_extension(x509.UnrecognizedExtension(ISSUER_OID, issuer.encode()), critical=False)
        )
        bare = builder.sign(self.authority, hashes.SHA256()).tbs_certificate_bytes
        listed = x509.UnrecognizedExtension(TIMESTAMPS_OID, self._timestamps(bare))
        return builder.add_extension(listed, critical=False).sign(self.authority, hashes.SHA256())

    def _timestamps(self, bare: bytes) -> bytes:
        """The list of one signed certificate timestamp (RFC 6962, 3.2 and 3.3) as an octet string."""
        moment = int(SIGNED_AT.timestamp() * 1000)
        entry = key_id(self.authority) + len(bare).to_bytes(3, "big") + bare
        signed = struct.pack("!BBQH", 0, 0, moment, 1) + entry + struct.pack("!H", 0)
        signature = self.certificate_log.sign(signed, SHA256)
        stamp = struct.pack("!B32sQHBBH", 0, key_id(self.certificate_log), moment, 0, 4, 3, len(signature)) + signature
        stamps = struct.pack("!HH", len(stamp) + 2, len(stamp)) + stamp
        return bytes([4, len(stamps)]) + stamps

    def _entry(self, body: bytes) -> dict[str, Any]:
        """The only entry of the log, its proof of inclusion, and the promise to include it."""
        root = hashlib.sha256(b"\0" + body).digest()
        moment = int(SIGNED_AT.timestamp())
        promised = {
            "body": encoded(body),
            "integratedTime": moment,
            "logID": key_id(self.entry_log).hex(),
            "logIndex": 0,
        }
        promise = self.entry_log.sign(json.dumps(promised, separators=(",", ":")).encode(), SHA256)
        note = f"log.example.com - 1\n1\n{encoded(root)}\n"
        signature = encoded(key_id(self.entry_log)[:4] + self.entry_log.sign(note.encode(), SHA256))
        return {
            "logIndex": "0",
            "logId": {"keyId": encoded(key_id(self.entry_log))},
            "kindVersion": {"kind": "hashedrekord", "version": "0.0.1"},
            "integratedTime": str(moment),
            "inclusionPromise": {"signedEntryTimestamp": encoded(promise)},
            "inclusionProof": {
                "logIndex": "0",
                "rootHash": encoded(root),
                "treeSize": "1",
                "hashes": [],
                "checkpoint": {"envelope": f"{note}\n\u2014 log.example.com {signature}\n"},
            },
            "canonicalizedBody": encoded(body),
        }
