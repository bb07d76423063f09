"""Access tokens as an attacker would present them."""

import base64
import json
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest

from tests.factories.accounts import log_in, make_user, new_address, register, wait_link
from tests.shop import Shop


@pytest.fixture(scope="module")
def token(shop: Shop) -> str:
    return str(log_in(shop, make_user(shop))["access_token"])


def _encoded(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})


def _forged(shop: Shop, token: str, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """Signed with the shop's own secret, so that nothing but what is changed can be the reason of a refusal."""
    known_header, known_claims = _parts(token)
    changed = {k: v for k, v in {**known_claims, **claims}.items() if v is not None}
    kept = {k: v for k, v in {**known_header, **(header or {})}.items() if v is not None or k == "typ"}
    return jwt.encode(changed, shop.settings.secrets[0], "HS256", kept)


def _assert_refused(answer: httpx.Response) -> None:
    assert answer.status_code == 401, answer.text
    assert answer.json()["code"] in ("invalid_token", "unauthenticated")
    if answer.json()["code"] == "invalid_token":
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def _me(shop: Shop, token: str) -> httpx.Response:
    return shop.client(token).get("/auth/me")


def test_the_forgery_of_these_tests_is_good_where_nothing_is_changed(shop: Shop, token: str) -> None:
    assert _me(shop, token).status_code == 200
    assert _me(shop, _forged(shop, token)).status_code == 200


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE"])
def test_t_auth_01_a_token_without_a_signature_is_refused(shop: Shop, token: str, algorithm: str) -> None:
    header, claims = _parts(token)
    unsigned = f"{_encoded({**header, 'alg': algorithm})}.{_encoded(claims)}."
    _assert_refused(_me(shop, unsigned))
    _assert_refused(_me(shop, unsigned + token.split(".")[2]))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_t_auth_02_a_token_of_another_algorithm_is_refused(shop: Shop, token: str, algorithm: str) -> None:
    header, claims = _parts(token)
    secret = shop.settings.secrets[0]
    _assert_refused(_me(shop, jwt.encode(claims, secret * 2, algorithm, header)))
    _assert_refused(_me(shop, jwt.encode(claims, secret.ljust(64, "x")[:64], algorithm, {**header, "alg": algorithm})))


def test_t_auth_03_a_token_that_was_changed_is_refused(shop: Shop, token: str) -> None:
    header, claims, signature = token.split(".")
    _, known = _parts(token)
    other = _encoded({**known, "sub": str(uuid4())})
    first = "A" if signature[0] != "A" else "B"
    for changed in (
        f"{header}.{other}.{signature}",
        f"{header}.{claims}.{signature[:-4]}",
        f"{header}.{claims}.{first}{signature[1:]}",
        f"{header}.{claims}.",
        f"{header}.{claims}",
        f"{claims}.{header}.{signature}",
    ):
        _assert_refused(_me(shop, changed))


@pytest.mark.parametrize("claim", ["exp", "iat", "sub", "jti", "aud", "iss", "sid"])
def test_t_auth_05_a_token_without_one_of_its_claims_is_refused(shop: Shop, token: str, claim: str) -> None:
    _assert_refused(_me(shop, _forged(shop, token, **{claim: None})))


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 1_000_000_000},
        {"exp": "9999999999"},
        {"exp": 1e300},
        {"nbf": 9_999_999_999},
        {"iat": 9_999_999_999},
        {"aud": "another"},
        {"aud": ["rowlock", "another"]},
        {"iss": "https://evil.example"},
        {"sub": 1},
        {"sub": "not an id"},
        {"sub": "00000000-0000-7000-8000-000000000000"},
        {"sid": "00000000-0000-7000-8000-000000000000"},
        {"sid": ["a"]},
        {"jti": 7},
    ],
    ids=str,
)
def test_t_auth_04_06_10_a_token_with_another_claim_is_refused(shop: Shop, token: str, claims: dict[str, Any]) -> None:
    _assert_refused(_me(shop, _forged(shop, token, **claims)))


def test_a_role_in_a_token_is_worth_nothing(shop: Shop, token: str) -> None:
    forged = _forged(shop, token, role=["admin"])
    assert shop.client(forged).get("/auth/me").json()["role"] == "customer"
    assert shop.client(forged).get("/admin/exports").status_code == 403


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"typ": None},
        {"typ": "at+JWT"},
        {"kid": "../../../../dev/null"},
        {"kid": "' OR 1=1--"},
        {"kid": "x" * 2000},
        {"crit": ["x"]},
        {"crit": ["exp"], "exp": 1},
    ],
    ids=str,
)
def test_t_auth_08_09_a_token_with_another_header_is_refused(shop: Shop, token: str, header: dict[str, Any]) -> None:
    _assert_refused(_me(shop, _forged(shop, token, header=header)))


@pytest.mark.parametrize("member", ["jku", "x5u", "jwk"])
def test_t_auth_08_a_place_to_take_the_key_from_is_ignored(shop: Shop, token: str, member: str) -> None:
    own_key = {"kty": "oct", "k": _encoded(b"attacker")}
    value: Any = own_key if member == "jwk" else "http://127.0.0.1:9/keys"
    header, claims = _parts(token)
    by_attacker = jwt.encode(claims, "attacker" * 5, "HS256", {**header, member: value})
    _assert_refused(_me(shop, by_attacker))
    assert _me(shop, _forged(shop, token, header={member: value})).status_code == 200


def test_t_auth_08_a_kid_that_is_no_text_is_refused(shop: Shop, token: str) -> None:
    _, claims, signature = token.split(".")
    for kid in (["a"], {"a": 1}, 7, None):
        bent = _encoded({**jwt.get_unverified_header(token), "kid": kid})
        _assert_refused(_me(shop, f"{bent}.{claims}.{signature}"))


def test_t_auth_07_a_token_of_another_kind_is_no_access_token(shop: Shop) -> None:
    email = new_address()
    register(shop, email)
    link = wait_link(shop, email)
    _assert_refused(_me(shop, link.rpartition("/")[2]))
    shop.guest().get(link)
    _assert_refused(_me(shop, log_in(shop, email)["refresh_token"]))


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Basic YTpi", "Bearer a b", "Token x", "Bearer " + "x" * 65_000, "Bearer é"],
    ids=lambda value: value[:20],
)
def test_t_auth_11_another_authorization_header_is_refused(shop: Shop, header: str) -> None:
    answer = shop.guest().get("/auth/me", headers=[(b"Authorization", header.encode("latin-1"))])
    assert answer.status_code in (400, 401, 431)
    if answer.status_code == 401:
        assert "www-authenticate" in answer.headers


def test_the_scheme_may_be_written_in_any_case(shop: Shop, token: str) -> None:
    assert shop.guest().get("/auth/me", headers={"Authorization": f"bearer {token}"}).status_code == 200


def test_t_auth_11_two_tokens_or_one_in_the_address_are_refused(shop: Shop, token: str) -> None:
    twice = [("Authorization", f"Bearer {token}"), ("Authorization", f"Bearer {token}")]
    _assert_refused(shop.guest().get("/auth/me", headers=twice))
    assert shop.guest().get("/auth/me", params={"access_token": token}).status_code in (401, 422)
