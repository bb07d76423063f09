"""Rules of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "rowlock"
SQL = ROOT / "sql"

BANNED = {"utils", "helpers", "common", "base", "core", "misc", "service", "manager", "models"}

# Which tables the SQL of a feature may write. Reading is free; writing is the feature's own.
OWNERS = {
    "accounts": {
        "users",
        "sessions",
        "vendors",
        "guesses",
        "password_resets",
        "email_changes",
        "addresses",
        "api_keys",
    },
    "analytics": {
        "read_models",
        "stale_sales",
        "moved_products",
        "stale_models",
        "sales_by_hour",
        "sales_by_day",
        "product_sales",
        "category_sales",
        "region_sales",
        "coupon_sales",
        "customer_sales",
        "customer_months",
        "cohort_months",
        "cohorts",
    },
    "audit": {"audit_log"},
    "cart": {"carts", "cart_items", "cart_coupons"},
    "catalogue": {
        "categories",
        "products",
        "variants",
        "images",
        "vendors",
        "price_history",
        "product_documents",
        "product_listings",
        "category_tallies",
        "tag_tallies",
        "facet_values",
        "search_words",
        "bought_together",
        "recounts",
        "missed_searches",
    },
    # The demo fills an empty shop by sets, and so writes the tables of every feature.
    "demo": {"*"},
    "edge_cache": {"catalogue_changes"},
    "idempotency": {"idempotency_keys"},
    "inventory": {
        "inventory",
        "stock_movements",
        "stock_locations",
        "low_stock",
        "stock_alert_mails",
        "stock_notices",
        "stock_returns",
    },
    "operations": {"invariant_runs"},
    # Placing an order is one statement for the sake of its round trips: it redeems coupons, uses up the cart and stages
    # its mail.
    "orders": {
        "orders",
        "order_items",
        "order_events",
        "shipments",
        "shipment_items",
        "order_notes",
        "order_returns",
        "order_return_items",
        "vendor_orders",
        "carts",
        "outbox",
        "coupons",
        "coupon_redemptions",
    },
    "invoices": {"invoices", "invoice_series"},
    "outbox": {"outbox", "workers"},
    "payments": {
        "payments",
        "refunds",
        "refund_items",
        "payment_intents",
        "payment_events",
        "payment_problems",
    },
    # The catalogue writes images too: those that an import names, and all of a product that goes.
    "pictures": {"images"},
    "pricing": {
        "coupons",
        "coupon_redemptions",
        "cart_coupons",
        "shipping_zones",
        "shipping_zone_places",
        "shipping_methods",
        "tax_classes",
        "tax_rates",
    },
    "rate_limits": {"rate_limits"},
    "transfers": {"exports", "imports", "import_rows"},
    "wishlists": {"wishlists", "wishes"},
}

_WRITES = re.compile(r"\b(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|UPDATE)\s+(?:ONLY\s+)?(\w+)", re.IGNORECASE)
_NOT_CODE = re.compile(r"--[^\n]*|'(?:[^']|'')*'")

python_files = sorted([*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
sql_files = sorted(SQL.rglob("*.sql"))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", python_files, ids=_name)
def test_a_module_is_small_says_what_it_holds_and_has_a_name(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 400
    assert path.stem not in BANNED
    if path.name == "__init__.py":
        assert text == ""
    else:
        assert ast.get_docstring(ast.parse(text)), "a module begins with a sentence on what lives in it"


@pytest.mark.parametrize("path", [p for p in python_files if SOURCE in p.parents], ids=_name)
def test_a_function_is_short(path: Path) -> None:
    long = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            lines = node.end_lineno - node.lineno + 1
            if lines > 80:
                long.append(f"{node.name} ({lines} lines)")
    assert long == []


@pytest.mark.parametrize("path", sql_files, ids=_name)
def test_a_statement_is_small_and_writes_only_what_its_feature_owns(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 100
    assert text.startswith("-- "), "a statement begins with a sentence on what it answers or changes"
    owned = OWNERS[path.relative_to(SQL).parts[0]]
    written = {name.lower() for name in _WRITES.findall(_NOT_CODE.sub("", text))} - {"set", "of", "skip", "nowait"}
    assert "*" in owned or written <= owned


def test_t_in_17_no_sql_is_built_from_strings() -> None:
    begins = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\s", re.IGNORECASE)
    found = [
        f"{_name(path)}:{node.lineno}"
        for path in python_files
        if SOURCE in path.parents
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.JoinedStr)
        and isinstance(node.values[0], ast.Constant)
        and begins.match(str(node.values[0].value))
    ]
    assert found == []
