"""Signatures: only the same purpose, payload and secret verify."""

from hypothesis import example, given
from hypothesis import strategies as st

from rowlock.security import signatures

OLD, NEW = "old-" * 10, "new-" * 10


@given(st.text(), st.binary(max_size=200))
def test_what_was_signed_verifies_under_any_of_the_secrets(purpose: str, payload: bytes) -> None:
    signature = signatures.sign([OLD], purpose, payload)
    assert signatures.verify([NEW, OLD], purpose, payload, signature)
    assert not signatures.verify([NEW], purpose, payload, signature)


@given(st.text(max_size=8), st.binary(max_size=8), st.text(max_size=8), st.binary(max_size=8))
def test_purpose_and_payload_cannot_run_into_each_other(
    purpose: str, payload: bytes, other_purpose: str, other_payload: bytes
) -> None:
    signature = signatures.sign([NEW], purpose, payload)
    is_same = (purpose, payload) == (other_purpose, other_payload)
    assert signatures.verify([NEW], other_purpose, other_payload, signature) is is_same


@given(st.text(max_size=50))
@example("\ud800")
def test_any_other_text_is_no_signature(text: str) -> None:
    assert not signatures.verify([NEW], "link", b"payload", text)


def test_a_letter_of_a_purpose_is_not_a_letter_of_the_payload() -> None:
    assert not signatures.verify([NEW], "ab", b"c", signatures.sign([NEW], "a", b"bc"))


def test_the_alphabet_is_safe_in_addresses() -> None:
    assert signatures.sign([NEW], "link", b"\xff" * 40).replace("-", "").replace("_", "").isalnum()
