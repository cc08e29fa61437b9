"""Keys that sign digests: RSA with SHA-256 in plain Python, quick because nobody has to keep them secret.

A demo of thirty days has some 13,700 digests. Their keys are products of small primes, so a signature is a few dozen
one-digit powers (Chinese remainders), not one of 2,048 bits. Anybody can factor such a modulus, which costs nothing
here: whoever reads this file can sign as well. To a verifier the public key is one of 2,048 bits like any other.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Final

E: Final = 65537
BITS: Final = 2048
SIZE: Final = BITS // 8
# DigestInfo of SHA-256: RFC 8017, section 9.2, note 1.
SHA256: Final = bytes.fromhex("3031300d060960864801650304020105000420")
PADDING: Final = b"\x00\x01" + b"\xff" * (SIZE - len(SHA256) - 35) + b"\x00" + SHA256
PADDED: Final = int.from_bytes(PADDING + bytes(32), "big")


@dataclass(frozen=True)
class Key:
    """One pair of keys: the primes are (65537 d + 1) / 2, so that d itself is the private exponent of each."""

    first: int
    """The first d to try, at most 32,767: then each prime fits one digit of CPython's integers (2^30)."""

    @cached_property
    def _exponents(self) -> tuple[int, ...]:
        """Descending, as many as give a modulus of exactly 2,048 bits; the last is chosen to fit."""
        found: list[int] = []
        modulus = 1
        for d in range(self.first, 3, -2):
            left = BITS - modulus.bit_length()
            if left < 60:
                break
            if _is_prime(prime := prime_of(d)):
                found.append(d)
                modulus *= prime
        return (*found, *_last_two(modulus, found[-1]))

    @cached_property
    def modulus(self) -> int:
        product = 1
        for d in self._exponents:
            product *= prime_of(d)
        return product

    @cached_property
    def _parts(self) -> tuple[tuple[int, int, int, int], ...]:
        """Prime, exponent, the padding by this prime, and the number that is 1 by this prime and 0 by the others."""
        n = self.modulus
        primes = [(prime_of(d), d) for d in self._exponents]
        return tuple((p, d, PADDED % p, n // p * pow(n // p, -1, p)) for p, d in primes)

    def sign(self, text: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256."""
        h = int.from_bytes(hashlib.sha256(text).digest(), "big")
        found = sum([pow((padded + h) % p, d, p) * one for p, d, padded, one in self._parts]) % self.modulus
        return found.to_bytes(SIZE, "big")

    @cached_property
    def public(self) -> bytes:
        """The public key as CloudTrail gives it out: DER of PKCS#1."""
        return _der(0x30, _der(0x02, _positive(self.modulus)) + _der(0x02, _positive(E)))

    @cached_property
    def fingerprint(self) -> str:
        return hashlib.md5(self.public, usedforsecurity=False).hexdigest()

    @cached_property
    def value(self) -> str:
        """The public key in ListPublicKeys."""
        return base64.b64encode(self.public).decode()


def prime_of(d: int) -> int:
    """65537 d = 2 (p - 1) + 1, so d undoes 65537 by p."""
    return (E * d + 1) // 2


def _last_two(modulus: int, below: int) -> tuple[int, int]:
    """Two more, so that the product has its 2,048 bits."""
    usable = [d for d in range(below - 2, 3, -2) if _is_prime(prime_of(d))]
    for d in usable:
        for other in reversed(usable):
            if other < d and (modulus * prime_of(d) * prime_of(other)).bit_length() == BITS:
                return d, other
    raise ValueError("no two primes complete the modulus")


def _is_prime(number: int) -> bool:
    """Exact below 3.4e14 by these bases (Jaeschke, 1993); ours are below 2^30."""
    if number % 2 == 0:
        return number == 2
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in (2, 3, 5, 7, 11, 13, 17):
        power = pow(base, odd, number)
        if base == number or power in {1, number - 1}:
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


def _positive(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def _der(tag: int, content: bytes) -> bytes:
    """Tag, length, content: X.690, section 8.1."""
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + content
