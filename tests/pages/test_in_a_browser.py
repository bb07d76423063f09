"""What a shopkeeper does with the pages, in Chromium."""

import io

import openpyxl
import pytest
from playwright.sync_api import FilePayload

from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.pages.chromium import PHONE, browsing, needs_chromium, sign_in, signed_in
from tests.pictures.drawing import new_picture
from tests.shop import Shop, unique

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def variant_id(shop: Shop) -> str:
    found: str = make_product(shop.admin(), stock=500, price=1_000)["variants"][0]["id"]
    return found


@pytest.fixture
def address(shop: Shop) -> str:
    """An admin's."""
    return shop.user("admin")[1]


def test_an_order_is_found_packed_shipped_and_mailed(shop: Shop, variant_id: str, address: str) -> None:
    buyer = f"{unique('ada')}@shop.example"
    order = make_order(shop.guest(), variant_id, 2, email=buyer)
    with signed_in(shop, address) as page:
        page.get_by_role("link", name="Orders", exact=True).click()
        page.get_by_role("searchbox", name="Search").fill(buyer)
        page.keyboard.press("Enter")
        page.get_by_role("link", name=order["number"]).click()
        page.get_by_text("Pack it…").click()
        page.get_by_role("button", name="Yes").click()
        page.get_by_text("The order took the step").wait_for()
        page.get_by_text("Ship it…").click()
        parcel = page.locator("details[open]")
        parcel.get_by_label("Carrier").fill("Royal Mail")
        parcel.get_by_label("Tracking number").fill("RM-4711")
        parcel.get_by_role("button", name="Ship", exact=True).click()
        page.get_by_text("RM-4711").wait_for()
        shop.wait_mail(buyer, "RM-4711")


def test_one_of_two_pieces_is_given_back(shop: Shop, variant_id: str, address: str) -> None:
    order = make_order(shop.guest(), variant_id, 2)
    admin = shop.admin()
    assert admin.post(f"/orders/{order['id']}/payments", json={"amount": order["total"]}).status_code == 201
    with signed_in(shop, address) as page:
        page.goto(f"/admin/orders/{order['id']}")
        page.get_by_text("Give money back…").click()
        asked = page.locator("details[open]")
        asked.get_by_label("Pieces").fill("1")
        asked.get_by_label("Back into stock").check()
        asked.get_by_label("Why").fill("torn")
        asked.get_by_role("button", name="Give it back").click()
        page.get_by_text("The money goes back").wait_for()
        assert "$10.00" in page.get_by_role("region", name="Given back").inner_text()
    seen = admin.get(f"/orders/{order['id']}").json()
    assert (seen["refunded_total"], seen["items"][0]["refunded_quantity"]) == (1_000, 1)


def test_a_picture_is_chosen_made_ready_and_seen_in_the_shop(shop: Shop, address: str) -> None:
    product = make_product(shop.admin())
    with signed_in(shop, address) as page:
        page.goto(f"/admin/products/{product['id']}")
        file = FilePayload(name="mug.png", mimeType="image/png", buffer=new_picture(600, 400))
        page.get_by_label("Add pictures").set_input_files(file)
        page.get_by_role("button", name="Add them").click()
        # The page asks by itself until the sizes are there.
        shown = page.locator(".pictures img")
        shown.wait_for()
        page.get_by_role("link", name="Say what it shows").click()
        page.get_by_label("What it shows").fill("A mug in the morning")
        page.get_by_role("button", name="Save it").click()
        page.get_by_text("The picture was saved").wait_for()
        (image,) = shop.guest().get(f"/products/{product['slug']}").json()["images"]
        assert image["alt"] == "A mug in the morning"
        assert set(image["renditions"]) == {"thumb", "card", "zoom"}


def test_a_file_is_looked_through_and_then_applied(shop: Shop, address: str) -> None:
    admin = shop.admin()
    product = make_product(admin, price=1_000)
    content = f"sku,price\n{product['variants'][0]['sku']},12.50\n".encode()
    with signed_in(shop, address) as page:
        page.get_by_role("link", name="Imports").click()
        page.get_by_label("What is in it").select_option("prices")
        page.get_by_label("A CSV file").set_input_files(
            FilePayload(name="prices.csv", mimeType="text/csv", buffer=content)
        )
        page.get_by_role("button", name="Look through it").click()
        page.get_by_text("Apply it…").click()  # there once the worker is done, without loading the page again
        assert admin.get(f"/products/{product['id']}").json()["price"] == 1_000
        page.get_by_role("button", name="Apply it").click()
        page.get_by_text("It did").wait_for()
        page.get_by_text("done", exact=True).wait_for()
        assert admin.get(f"/products/{product['id']}").json()["price"] == 1_250


def test_an_export_is_waited_for_and_its_workbook_opened(shop: Shop, variant_id: str, address: str) -> None:
    buyer = f"{unique('ada')}@shop.example"
    order = make_order(shop.guest(), variant_id, 2, email=buyer)
    with signed_in(shop, address) as page:
        page.goto(f"/admin/orders?q={buyer}")
        page.get_by_role("link", name="Export…").click()
        page.get_by_label("Format").select_option("xlsx")
        page.get_by_role("button", name="Write the file").click()
        with page.expect_download() as download:
            page.get_by_role("row").nth(1).get_by_role("link", name="Download").click()
            workbook = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    header, line = list(workbook.worksheets[0].values)
    shown = dict(zip(header, line, strict=True))
    assert shown["number"] == order["number"]
    assert float(shown["total"]) == order["total"] / 100


def test_a_customer_is_told_that_the_pages_are_not_for_him(shop: Shop) -> None:
    _, address, _ = shop.user("customer")
    with browsing(shop) as page:
        sign_in(page, address)
        assert "admin" in page.get_by_role("alert").inner_text().lower()
        page.goto("/admin/orders")
        assert page.get_by_label("Password").is_visible()


def test_a_keyboard_is_enough_to_sign_in_and_reach_an_order(shop: Shop, variant_id: str, address: str) -> None:
    order = make_order(shop.guest(), variant_id)
    with browsing(shop) as page:
        page.goto("/admin/sign-in")
        page.keyboard.press("Tab")
        focused = "document.activeElement.textContent"
        assert page.evaluate(focused) == "Skip to the content"
        page.keyboard.press("Tab")
        page.keyboard.type(address)
        page.keyboard.press("Tab")
        page.keyboard.type("Quartz-Lantern-58")
        page.keyboard.press("Enter")
        page.wait_for_url("**/admin")
        page.goto("/admin/orders")
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(focused) == order["number"]:
                break
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none", "whoever tabs sees where he is"
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/admin/orders/{order['id']}")


def test_a_telephone_is_enough(shop: Shop, variant_id: str, address: str) -> None:
    order = make_order(shop.guest(), variant_id)
    with signed_in(shop, address, size=PHONE, scheme="dark") as page:
        page.get_by_text("Menu").click()
        page.get_by_role("link", name="Orders", exact=True).click()
        page.get_by_role("link", name=order["number"]).click()
        for path in ("", "/admin/products", "/admin/inventory", "/admin/coupons/new", "/admin"):
            if path:
                page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"
        page.goto(f"/admin/orders/{order['id']}")
        page.get_by_text("Cancel it…").click()
        page.get_by_role("button", name="Cancel the order").click()
        page.get_by_role("status").get_by_text("The order was cancelled").wait_for()


def test_without_a_script_the_pages_do_the_same(shop: Shop, variant_id: str, address: str) -> None:
    order = make_order(shop.guest(), variant_id)
    with signed_in(shop, address, script=False) as page:
        page.goto(f"/admin/orders/{order['id']}")
        page.get_by_text("Note something…").click()
        page.get_by_label("Note", exact=True).fill("rings twice")
        page.get_by_role("button", name="Keep it").click()
        page.get_by_text("rings twice").wait_for()


def test_going_back_keeps_what_was_typed(shop: Shop, address: str) -> None:
    with signed_in(shop, address) as page:
        page.goto("/admin/products/new")
        page.get_by_label("Name").fill("A kettle")
        page.get_by_role("link", name="Categories").click()
        page.wait_for_url("**/admin/categories")
        page.go_back()
        assert page.get_by_label("Name").input_value() == "A kettle"


def test_an_invoice_is_opened_from_its_order(shop: Shop, variant_id: str, address: str) -> None:
    order = make_order(shop.guest(), variant_id)
    assert shop.admin().post(f"/orders/{order['id']}/invoices").status_code == 202
    shop.drain()
    with signed_in(shop, address) as page:
        page.goto(f"/admin/orders/{order['id']}")
        link = page.get_by_role("region", name="Invoice").get_by_role("link")
        answer = page.request.get(str(link.get_attribute("href")))
        assert answer.headers["content-type"] == "application/pdf"
        assert link.inner_text().startswith("INV-")
