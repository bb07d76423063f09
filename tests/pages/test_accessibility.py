"""axe-core looks at every page, in a shop that has everything and in one that has nothing."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_category, make_product
from tests.factories.orders import make_order
from tests.factories.pricing import make_coupon
from tests.pages.chromium import PHONE, needs_chromium, signed_in
from tests.pictures.drawing import new_picture
from tests.shop import Shop

pytestmark = needs_chromium

SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def empty_shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener() as opened:
        yield opened


@pytest.fixture(scope="module")
def full_shop(opener: ShopOpener) -> Iterator[Shop]:
    """Something on every page."""
    with opener() as opened:
        admin = opened.admin()
        category = make_category(admin)
        product = make_product(admin, stock=3, category_id=category["id"])
        files = {"file": ("mug.png", new_picture(), "image/png")}
        assert admin.post(f"/products/{product['id']}/upload-image", files=files).status_code == 202
        make_coupon(admin)
        orders = [make_order(opened.customer(), product["variants"][0]["id"]) for _ in range(2)]
        for status in ("processing", "shipped", "delivered"):
            admin.put(f"/orders/{orders[0]['id']}/status", json={"status": status})
        back = {"items": [{"item_id": orders[0]["items"][0]["id"], "quantity": 1}], "reason": "too small"}
        assert admin.post(f"/orders/{orders[0]['id']}/returns", json=back).status_code == 201
        assert admin.post("/admin/export/orders", json={"format": "csv"}).status_code == 202
        opened.drain()
        assert admin.post("/admin/analytics/refresh").status_code in (200, 202)
        yield opened


def problems(page: Page) -> list[str]:
    """What keeps somebody out, by WCAG 2 A and AA."""
    for details in page.locator("details.ask").all():
        details.evaluate("element => { element.open = true }")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).response["violations"]
    return [
        f"{page.url}: {one['id']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


def places(page: Page) -> list[str]:
    """Every page that the menu, the buttons on top and the first line of each list lead to."""
    menu = [str(link.get_attribute("href")) for link in page.locator(".menu nav a").all()]
    found = list(dict.fromkeys(menu))
    for path in menu:
        page.goto(path)
        links = [*page.locator("main .head .actions a").all(), *page.locator("main tbody th a").all()[:1]]
        hrefs = [str(link.get_attribute("href")) for link in links]
        found += [href for href in hrefs if re.match(r"/admin(/|$)", href) and href not in found]
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("which", ["full_shop", "empty_shop"])
def test_no_page_keeps_anybody_out(request: pytest.FixtureRequest, which: str, scheme: str) -> None:
    shop: Shop = request.getfixturevalue(which)
    _, address, _ = shop.user("admin")
    found: list[str] = []
    with signed_in(shop, address, scheme=scheme) as page:
        paths = places(page)
        for path in paths:
            page.goto(path)
            assert page.locator("h1").count() == 1
            found += problems(page)
    assert len(paths) > 12
    assert found == []


def test_nor_does_one_on_a_telephone_or_the_door(full_shop: Shop) -> None:
    _, address, _ = full_shop.user("admin")
    with signed_in(full_shop, address, size=PHONE) as page:
        found = []
        for path in ("/admin", "/admin/orders", "/admin/products", "/admin/products/new"):
            page.goto(path)
            found += problems(page)
        page.context.clear_cookies()
        page.goto("/admin/sign-in")
        found += problems(page)
    assert found == []
