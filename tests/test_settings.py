"""Settings: what makes no sense stops the start with one clear line."""

import concurrent.futures
import subprocess
import sys
from pathlib import Path

import pytest

from rowlock import settings
from rowlock.settings import SettingsError
from tests.shop import Shop


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"ROWLOCK_DATABSE_URL": "x"}, "ROWLOCK_DATABSE_URL is not a setting; did you mean ROWLOCK_DATABASE_URL?"),
        ({"ROWLOCK_env": "development"}, "ROWLOCK_env is not a setting"),
        ({"ROWLOCK_ENV": "staging"}, "ROWLOCK_ENV='staging'"),
        ({"ROWLOCK_DATABASE_POOL_SIZE": "many"}, "ROWLOCK_DATABASE_POOL_SIZE='many'"),
        ({"ROWLOCK_DATABASE_POOL_SIZE": "0"}, "between 2 and 200"),
        ({"ROWLOCK_DATABASE_URL": "mysql://x"}, "must start with postgresql://"),
        ({"ROWLOCK_RATE_LIMIT": "lots"}, "ROWLOCK_RATE_LIMIT must be off, or a number"),
        ({"ROWLOCK_CORS_ORIGINS": "*"}, "must name each origin: * cannot stand for them"),
        ({"ROWLOCK_CORS_ORIGINS": "https://*.shop.example"}, "must name each origin"),
        *(
            ({"ROWLOCK_CORS_ORIGINS": f"https://shop.example,{origin}"}, f"{origin!r} is not an origin as browsers")
            for origin in (
                "shop.example",
                "https://shop.example/",
                "https://Shop.example",
                "https://shop.example:443",
                "http://shop.example:80",
                "https://user@shop.example",
                "https://shop.example?x",
                "ftp://shop.example",
                "null",
                "https://",
                "https://sh op.example",
            )
        ),
        ({"ROWLOCK_CURRENCY": "dollars"}, "three capital letters"),
        ({"ROWLOCK_TIME_ZONE": "Mars/Olympus"}, "is not a time zone"),
        ({"ROWLOCK_TIME_ZONE": "../etc/passwd"}, "is not a time zone"),
        ({"ROWLOCK_ENV": "production"}, "ROWLOCK_JWT_SECRET is required in production"),
        ({"ROWLOCK_JWT_SECRET": "changeme"}, "at least 32 bytes"),
        ({"ROWLOCK_JWT_SECRET": "9f2c4b7e1a6d8035c9f2e4b7a1d68035,short"}, "at least 32 bytes"),
        ({"ROWLOCK_JWT_SECRET": "changeme" * 8}, "must be random"),
    ],
)
def test_a_senseless_setting_is_named(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings.read(environment)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("secret", [None, "changeme", "x" * 31, "changeme" * 8])
def test_t_auth_22_production_does_not_start_with_a_weak_secret(shop: Shop, secret: str | None) -> None:
    given = {"ROWLOCK_ENV": "production", **({"ROWLOCK_JWT_SECRET": secret} if secret else {})}
    started = subprocess.run(
        [sys.executable, "-m", "rowlock", "serve", "--port", "0"],
        env={**shop.environment, **given},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert started.returncode == 2
    assert started.stderr.count("\n") == 1
    assert "ROWLOCK_JWT_SECRET" in started.stderr


def test_secrets_are_masked_when_shown() -> None:
    shown = settings.read(
        {
            "ROWLOCK_JWT_SECRET": "a-secret-that-is-long-enough-for-hs256",
            "ROWLOCK_DATABASE_URL": "postgresql://user:hunter2@db/shop",
            "ROWLOCK_SMTP_URL": "smtp://mailer:hunter2@mail:25",
            "ROWLOCK_STRIPE_SECRET_KEY": "sk_live_hunter2",
            "ROWLOCK_STRIPE_WEBHOOK_SECRET": "whsec_hunter2",
            "ROWLOCK_PAYPAL_CLIENT_ID": "somebody",
            "ROWLOCK_PAYPAL_CLIENT_SECRET": "hunter2",
            "ROWLOCK_PAYPAL_WEBHOOK_ID": "WH-1",
        }
    ).shown()
    assert "hunter2" not in str(shown)
    assert "long-enough" not in str(shown)
    assert shown["database_url"] == "postgresql://user:***@db/shop"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"ROWLOCK_STRIPE_SECRET_KEY": "sk_test_x"}, "ROWLOCK_STRIPE_WEBHOOK_SECRET"),
        ({"ROWLOCK_PAYPAL_CLIENT_ID": "somebody", "ROWLOCK_PAYPAL_WEBHOOK_ID": "WH-1"}, "ROWLOCK_PAYPAL_CLIENT_SECRET"),
    ],
)
def test_a_payment_provider_needs_all_of_its_settings(given: dict[str, str], missing: str) -> None:
    with pytest.raises(settings.SettingsError, match=missing):
        settings.read(given)


def test_origins_are_parted_by_commas() -> None:
    given = "https://shop.example, http://localhost:3000,https://[::1]:8443,"
    assert settings.read({"ROWLOCK_CORS_ORIGINS": given}).origins == {
        "https://shop.example",
        "http://localhost:3000",
        "https://[::1]:8443",
    }
    assert settings.read({}).origins == frozenset()


def test_what_the_command_line_gives_comes_before_the_environment() -> None:
    assert settings.read({"ROWLOCK_DATA": "here"}, data="there").data == "there"


def test_processes_that_start_at_once_agree_on_one_kept_secret(tmp_path: Path) -> None:
    chosen = settings.read({"ROWLOCK_DATA": str(tmp_path / "new")})
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        made = list(threads.map(lambda _: settings.with_kept_secret(chosen).jwt_secret, range(16)))
    assert len(set(made)) == 1
    assert (tmp_path / "new" / "jwt_secret").stat().st_mode & 0o077 == 0
