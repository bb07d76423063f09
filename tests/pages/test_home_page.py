"""The page that a shopkeeper opens in the morning."""

import re
from datetime import date
from zoneinfo import ZoneInfo

from rowlock.analytics.types.figures import SalesPoint
from rowlock.pages import charts
from rowlock.pages.formats import formats_for
from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order
from tests.pages.browser import Visitor, admin_visitor
from tests.shop import Shop


def test_an_empty_shop_says_what_to_do_next(opener: ShopOpener) -> None:
    with opener() as shop:
        visitor, _ = admin_visitor(shop)
        page = visitor.get("/admin")
        assert page.status_code == 200
        assert "Nothing was sold yet" in page.text


def test_the_home_page_shows_the_figures_and_what_waits_and_leads_to_the_orders(opener: ShopOpener) -> None:
    with opener() as shop:
        visitor, _ = admin_visitor(shop)
        product = make_product(shop.admin(), stock=9, price=1_250)
        order = make_order(shop.guest(), product["variants"][0]["id"], 2)
        assert shop.admin().post("/admin/analytics/refresh").status_code == 200
        page = visitor.get("/admin?period=daily")
        assert page.status_code == 200
        assert page.text.count("$25.00") >= 3
        assert product["name"] in page.text
        assert len(re.findall(r'<rect class="bar"', page.text)) == 30
        assert len(page.content) < 100_000
        (link,) = set(re.findall(r'<p class="figure"><a href="([^"]+)">\$25', page.text))
        behind = visitor.get(link.replace("&amp;", "&"))
        assert order["number"] in behind.text


def test_a_range_that_ends_before_it_begins_is_refused_in_words(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    page = visitor.get("/admin?from=2026-02-01&to=2026-01-01")
    assert page.status_code == 422
    assert "the last day is before the first" in page.text


def test_the_figures_are_renewed_by_a_button(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    visitor.get("/admin")
    answer = visitor.post("/admin/refresh")
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin?done=refreshing")


def test_a_customer_gets_neither_figures_nor_orders(shop: Shop) -> None:
    customer, _, _ = shop.user("customer")
    visitor = Visitor(shop, Authorization=customer.headers["Authorization"])
    for path in ("/admin", "/admin/orders", "/admin/carts"):
        assert visitor.get(path).status_code == 403
        assert Visitor(shop).get(path).headers["location"].startswith("/admin/sign-in")


def test_a_chart_stands_on_round_amounts_and_hangs_losses_below_zero() -> None:
    points = [SalesPoint(date(2026, 1, 1), 1, 1, 0, 0, 0, 0, 0, net, 0, "/", "/") for net in (123_400, -40_000, 0)]
    chart = charts.of_sales(points, "daily", formats_for("en", ZoneInfo("UTC"), "USD"))
    assert [mark.text for mark in chart.amounts][-1] == "$2K"
    first, second, third = chart.bars
    assert first.y + first.height == chart.zero == second.y
    assert third.height == 0


def test_the_tiles_lead_to_what_runs_low_and_to_the_carts_that_were_left_alone(opener: ShopOpener) -> None:
    with opener() as shop:
        visitor, _ = admin_visitor(shop)
        variant = make_product(shop.admin(), stock=2, price=1_250)["variants"][0]
        customer, address, _ = shop.user("customer")
        fill_cart(customer, variant["id"], 2)
        assert "No cart was left alone" in visitor.get("/admin/carts").text
        shop.execute("UPDATE carts SET updated_at = now() - interval '30 hours'")
        shop.admin().post("/admin/analytics/refresh")
        home = visitor.get("/admin").text
        assert re.findall(r'<h2>(Low stock|Carts left alone)</h2><p class="figure"><a href="([^"]+)">1</a>', home) == [
            ("Low stock", "/admin/inventory/alerts"),
            ("Carts left alone", "/admin/carts"),
        ]
        assert variant["sku"] in visitor.get("/admin/inventory/alerts").text
        carts = visitor.get("/admin/carts").text
        assert address in carts
        assert "$25.00" in carts
        assert f'2 × <a href="/admin/inventory/{variant["id"]}">' in carts
        assert "No cart was left alone" in visitor.get("/admin/carts?hours=31").text


def test_regions_are_named_and_not_only_coded(opener: ShopOpener) -> None:
    with opener() as shop:
        _, address, _ = shop.user("admin")
        product = make_product(shop.admin(), stock=9)
        make_order(shop.guest(), product["variants"][0]["id"])
        shop.admin().post("/admin/analytics/refresh")
        visitor = Visitor(shop, **{"Accept-Language": "de"})
        visitor.sign_in(address)
        assert "Vereinigtes Königreich, Greater London</a>" in visitor.get("/admin").text
