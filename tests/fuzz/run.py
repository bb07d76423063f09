"""`python -m tests.fuzz.run EXAMPLES`: so many requests made up from the API's own description, on a shop of its own.

As nobody, as a customer and as an admin. Exits 1 where anything answers 5xx or what the description does not know,
where a secret shows in an answer or in the log, or where `rowlock verify` finds anything.
"""

import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any, Final

from tests.load.opened import OpenedShop, opened

_PASSWORD: Final = "canary-Quartz-Lantern-58"
_CHECKS: Final = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# A payment provider that nobody reaches.
_PROVIDER: Final = {
    "ROWLOCK_STRIPE_SECRET_KEY": "sk_test_canary-Quartz",
    "ROWLOCK_STRIPE_WEBHOOK_SECRET": "whsec_canary-Lantern",
    "ROWLOCK_STRIPE_API_URL": "http://127.0.0.1:9",
}
# What would end the session that the requests are made with.
_ENDS_SESSION: Final = ("/api/v1/auth/logout", "/api/v1/auth/logout-all", "/api/v1/auth/me")


def main() -> int:
    examples = int(sys.argv[1])
    with (
        tempfile.TemporaryDirectory(prefix="rowlock-fuzz-") as folder,
        opened(Path(folder), 1, ROWLOCK_LOG_LEVEL="info", **_PROVIDER) as shop,
    ):
        shop.rowlock("demo", "--products=200", "--customers=50", "--orders=200")
        callers, secrets = _callers(shop)
        secrets += [_PROVIDER["ROWLOCK_STRIPE_SECRET_KEY"], _PROVIDER["ROWLOCK_STRIPE_WEBHOOK_SECRET"]]
        secrets.append((shop.data / "jwt_secret").read_text().strip())
        operations = len(_operations(shop))
        each = max(1, examples // (operations * len(callers)))
        failed, made = 0, 0
        for name, token in callers.items():
            report = Path(folder) / f"{name}.har"
            failed += _fuzz(shop, name, token, each, report)
            entries = json.loads(report.read_text())["log"]["entries"]
            made += len(entries)
            failed += _leaks(name, secrets, (str(entry["response"]) for entry in entries))
        failed += _leaks("the log", secrets, [(shop.data / "up.log").read_text(errors="replace")])
        verified = shop.verified()
    print(f"\n{made} requests to {operations} operations; {failed} kinds of failures")
    print("verify:", (verified.stdout + verified.stderr).strip())
    return int(failed > 0 or verified.returncode != 0)


def _callers(shop: OpenedShop) -> tuple[dict[str, str | None], list[str]]:
    """Who calls, with the tokens, and everything that must never be seen again."""
    tokens: dict[str, str | None] = {"nobody": None}
    secrets = [_PASSWORD]
    for role in ("customer", "admin"):
        address = f"fuzz-{role}@shop.example"
        shop.rowlock("user", "create", address, "--role", role, "--password-stdin", stdin=_PASSWORD)
        answer = _post(shop, "/auth/login", {"email": address, "password": _PASSWORD}, None)
        tokens[role] = answer["access_token"]
        secrets += [answer["access_token"], answer["refresh_token"]]
    key = _post(shop, "/api-keys", {"name": "fuzz", "scopes": ["orders:read"]}, tokens["admin"])
    _post(shop, "/auth/forgot-password", {"email": "fuzz-customer@shop.example"}, None)
    return tokens, [*secrets, key["key"]]


def _post(shop: OpenedShop, path: str, body: object, token: str | None) -> Any:
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(f"{shop.url}/api/v1{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def _operations(shop: OpenedShop) -> list[str]:
    with urllib.request.urlopen(f"{shop.url}/openapi.json") as answer:
        paths = json.load(answer)["paths"]
    return [f"{method} {path}" for path, methods in paths.items() for method in methods]


def _fuzz(shop: OpenedShop, name: str, token: str | None, each: int, report: Path) -> int:
    """How many kinds of failures schemathesis found; it prints them itself."""
    print(f"\nas {name}: {each} examples of each operation", flush=True)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{shop.url}/openapi.json", "--checks", _CHECKS),
        *("--phases", "fuzzing", "--max-examples", str(each), "--continue-on-failure", "--seed", "1", "--workers", "2"),
        *("--report", "har", "--report-har-path", str(report), "--suppress-health-check", "all", "--no-color"),
        *("--warnings", "off", "--generation-database", "none"),
    ]
    if token is not None:
        command += ["--header", f"Authorization: Bearer {token}"]
        for path in _ENDS_SESSION:
            command += ["--exclude-path", path]
    # It leaves a cache where it runs.
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=report.parent)
    print("\n".join(line for line in ended.stdout.splitlines()[-400:] if line.strip()), flush=True)
    return int(ended.returncode != 0)


def _leaks(where: str, secrets: list[str], texts: Any) -> int:
    """How many of the secrets stand in any of the texts."""
    found = {number for text in texts for number, secret in enumerate(secrets) if secret in text}
    if found:
        print(f"secrets in {where}: {sorted(found)}")
    return len(found)


if __name__ == "__main__":
    sys.exit(main())
