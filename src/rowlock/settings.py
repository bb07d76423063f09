"""All settings: `ROWLOCK_*` in the environment, read once, validated, frozen."""

import contextlib
import difflib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

SHORTEST_SECRET: Final = 32  # bytes: RFC 7518 section 3.2 asks for as many as the hash of HS256 has
_FEWEST_CHARACTERS: Final = 10  # different ones: changeme over and over has 7, 32 random hexadecimal digits have 14
_PREFIX: Final = "ROWLOCK_"
_RATE: Final = re.compile(r"off|[1-9][0-9]{0,8}/(second|minute|hour)")

_ORIGIN: Final = re.compile(
    r"(?P<scheme>https?)://(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::(?P<port>[1-9][0-9]{0,4}))?"
)


class SettingsError(ValueError):
    """A setting that makes no sense; the text is one line for whoever started the program."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every field is the setting `ROWLOCK_<FIELD>`; the documentation of each is the table in the README."""

    env: Literal["development", "production"] = "development"
    data: str = ".rowlock"
    database_url: str | None = None
    database_owner_url: str | None = None
    database_read_url: str | None = None
    database_pool_size: int = 10
    redis_url: str | None = None
    base_url: str = "http://127.0.0.1:5000"
    jwt_secret: str | None = None
    rate_limit: str = "100/minute"
    cors_origins: str = ""
    account_rate_limit: str = "600/minute"
    api_key_rate_limit: str = "6000/minute"
    trusted_proxies: str = ""
    edge_cache_mb: int = 64
    cdn_seconds: int = 0
    smtp_url: str | None = None
    mail_from: str = "Rowlock <shop@rowlock.example>"
    storage_url: str | None = None
    store_name: str = "Rowlock"
    store_address: str | None = None
    store_tax_id: str | None = None
    invoices: Literal["off", "issued", "mailed"] = "mailed"
    currency: str = "USD"
    time_zone: str = "UTC"
    prices_include_tax: bool = False
    hide_stock_counts: bool = False
    stripe_secret_key: str | None = None
    stripe_webhook_secret: str | None = None
    stripe_capture: Literal["automatic", "manual"] = "automatic"
    stripe_api_url: str | None = None
    paypal_client_id: str | None = None
    paypal_client_secret: str | None = None
    paypal_webhook_id: str | None = None
    paypal_api_url: str = "https://api-m.paypal.com"
    unpaid_minutes: int = 30
    cart_reminder_hours: int = 24
    export_mail_seconds: int = 60
    return_days: int = 30
    max_body_bytes: int = 1_048_576
    max_upload_bytes: int = 10_485_760
    metrics_token: str | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "text"] = "auto"

    @property
    def data_folder(self) -> Path:
        return Path(self.data).resolve()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def proxies(self) -> list[IPv4Network | IPv6Network]:
        """The networks of proxies whose X-Forwarded-For is believed."""
        return [ip_network(part.strip()) for part in self.trusted_proxies.split(",") if part.strip()]

    @property
    def secrets(self) -> list[str]:
        """The signing secrets: the first signs, all verify."""
        return [part for part in (self.jwt_secret or "").split(",") if part]

    @property
    def origins(self) -> frozenset[str]:
        """The origins whose pages may call the api and read its answers."""
        return frozenset(part.strip() for part in self.cors_origins.split(",") if part.strip())

    def shown(self) -> dict[str, object]:
        """Every setting with its secrets masked, fit for a terminal or a log."""
        masked: dict[str, object] = {}
        for name, value in msgspec.structs.asdict(self).items():
            if name in _SECRETS and value:
                value = "***"
            elif name.endswith("_url") and isinstance(value, str):
                value = _without_password(value)
            masked[name] = value
        return masked


_SECRETS: Final = ("jwt_secret", "metrics_token", "stripe_secret_key", "stripe_webhook_secret", "paypal_client_secret")
_RANGES: Final = {
    "unpaid_minutes": (1, 10_080),
    "database_pool_size": (2, 200),
    "edge_cache_mb": (0, 65_536),
    "cdn_seconds": (0, 31_536_000),
    "cart_reminder_hours": (0, 8_760),
    "export_mail_seconds": (0, 86_400),
    "return_days": (0, 3_650),
    "max_body_bytes": (1_024, 67_108_864),
    "max_upload_bytes": (1_024, 1_073_741_824),
}
_SCHEMES: Final = {
    "database_url": ("postgresql", "postgres"),
    "database_owner_url": ("postgresql", "postgres"),
    "database_read_url": ("postgresql", "postgres"),
    "redis_url": ("redis", "rediss", "unix"),
    "base_url": ("http", "https"),
    "smtp_url": ("smtp", "smtps", "smtp+starttls"),
    "storage_url": ("s3", "file"),
    "stripe_api_url": ("http", "https"),
    "paypal_api_url": ("http", "https"),
}


def read(environment: Mapping[str, str], **given: str) -> Settings:
    """Settings from the environment, with what the command line gave on top. SettingsError names the first mistake."""
    known = Settings.__struct_fields__
    values: dict[str, str] = {}
    for name, value in environment.items():
        if not name.startswith(_PREFIX):
            continue
        field = name.removeprefix(_PREFIX).lower()
        if field not in known or name != name.upper():
            near = difflib.get_close_matches(name.upper(), [_PREFIX + f.upper() for f in known], 1, 0.5)
            raise SettingsError(f"{name} is not a setting" + (f"; did you mean {near[0]}?" if near else ""))
        if value != "":
            values[field] = value
    values.update(given)
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(_in_words(error, values)) from None
    _validate(settings)
    return settings


def with_kept_secret(settings: Settings) -> Settings:
    """In development, signs with a secret made once and kept in the data folder, so that sessions outlive a restart."""
    if settings.jwt_secret is not None or settings.env == "production":
        return settings
    path = settings.data_folder / "jwt_secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        # A link appears whole or not at all, so that two processes that start at once agree on one secret.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return msgspec.structs.replace(settings, jwt_secret=path.read_text().strip())


def _validate(settings: Settings) -> None:
    for name, (least, most) in _RANGES.items():
        if not least <= getattr(settings, name) <= most:
            raise SettingsError(f"{_PREFIX}{name.upper()} must be between {least} and {most}")
    for name, schemes in _SCHEMES.items():
        value = getattr(settings, name)
        if value is not None and urlsplit(value).scheme not in schemes:
            raise SettingsError(f"{_PREFIX}{name.upper()} must start with {' or '.join(s + '://' for s in schemes)}")
    for name in ("rate_limit", "account_rate_limit", "api_key_rate_limit"):
        if not _RATE.fullmatch(getattr(settings, name)):
            raise SettingsError(
                f"{_PREFIX}{name.upper()} must be off, or a number per second, minute or hour, like 100/minute"
            )
    try:
        _ = settings.proxies
    except ValueError as error:
        raise SettingsError(f"ROWLOCK_TRUSTED_PROXIES must name networks, like 10.0.0.0/8: {error}") from None
    for origin in settings.origins:
        _validate_origin(origin)
    if not re.fullmatch(r"[A-Z]{3}", settings.currency):
        raise SettingsError("ROWLOCK_CURRENCY must be a code of three capital letters, like USD")
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(
            f"ROWLOCK_TIME_ZONE: {settings.time_zone!r} is not a time zone, like Europe/Berlin"
        ) from None
    if settings.stripe_secret_key is not None and settings.stripe_webhook_secret is None:
        raise SettingsError("ROWLOCK_STRIPE_WEBHOOK_SECRET is required where ROWLOCK_STRIPE_SECRET_KEY is given")
    if settings.paypal_client_id is not None and None in (settings.paypal_client_secret, settings.paypal_webhook_id):
        raise SettingsError(
            "ROWLOCK_PAYPAL_CLIENT_SECRET and ROWLOCK_PAYPAL_WEBHOOK_ID are required where ROWLOCK_PAYPAL_CLIENT_ID is "
            "given"
        )
    if settings.env == "production" and not settings.secrets:
        raise SettingsError("ROWLOCK_JWT_SECRET is required in production")
    if any(len(secret.encode()) < SHORTEST_SECRET for secret in settings.secrets):
        raise SettingsError(f"ROWLOCK_JWT_SECRET must have at least {SHORTEST_SECRET} bytes")
    if any(len(set(secret)) < _FEWEST_CHARACTERS for secret in settings.secrets):
        raise SettingsError("ROWLOCK_JWT_SECRET must be random, like the output of: openssl rand -base64 48")


def _validate_origin(origin: str) -> None:
    if "*" in origin:
        raise SettingsError(
            "ROWLOCK_CORS_ORIGINS must name each origin: * cannot stand for them where cookies are accepted"
        )
    # As browsers write it, or it would never match.
    parts = _ORIGIN.fullmatch(origin)
    if parts is None or parts["port"] == {"http": "80", "https": "443"}[parts["scheme"]]:
        raise SettingsError(
            f"ROWLOCK_CORS_ORIGINS: {origin!r} is not an origin as browsers send it, like https://shop.example or "
            "http://localhost:3000"
        )


def _in_words(error: msgspec.ValidationError, values: dict[str, str]) -> str:
    found = re.search(r"\$\.(\w+)", str(error))
    if found is None:
        return str(error)
    field = found[1]
    reason = str(error).rsplit(" - at", 1)[0].lower().replace("`", "")
    return f"{_PREFIX}{field.upper()}={values[field]!r}: {reason}"


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":***@")))
