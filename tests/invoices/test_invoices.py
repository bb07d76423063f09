"""An order has one invoice, each refund one credit note; their numbers have no gap and their PDFs say what was sold."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pypdf
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order, place_order
from tests.shop import Shop, unique

SELLER = {
    "ROWLOCK_STORE_NAME": "Löck & Söhne",
    "ROWLOCK_STORE_ADDRESS": "Hauptstraße 1; 10115 Berlin; Germany",
    "ROWLOCK_STORE_TAX_ID": "DE123456789",
}


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    """A shop whose series of numbers nobody else uses."""
    with opener(**SELLER) as opened:
        yield opened
        opened.assert_books_balance()


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    client = shop.admin()
    zone = {"name": "Everywhere", "country": "GB", "rate": 20}
    assert client.post("/admin/taxes/rates", json=zone).status_code == 201
    return client


@pytest.fixture(scope="module")
def variant_id(admin: httpx.Client) -> str:
    product = make_product(admin, name="Жук #1 *Mug* £", stock=500, price=1_999)
    return str(product["variants"][0]["id"])


def issued(shop: Shop, client: httpx.Client, order: dict[str, Any]) -> list[dict[str, Any]]:
    shop.drain()
    answer = client.get(f"/orders/{order['id']}/invoices")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def text_of(client: httpx.Client, invoice: dict[str, Any]) -> str:
    answer = client.get(invoice["url"].removeprefix("/api/v1"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert invoice["number"] in answer.headers["content-disposition"]
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)


def pay(admin: httpx.Client, order: dict[str, Any]) -> None:
    assert admin.post(f"/orders/{order['id']}/payments", json={"amount": order["total"]}).status_code == 201


def refund(admin: httpx.Client, order: dict[str, Any], **body: Any) -> None:
    answer = admin.post(f"/orders/{order['id']}/refund", json={"reason": "torn", **body})
    assert answer.status_code == 201, answer.text


def do_again(shop: Shop, order: dict[str, Any]) -> None:
    """As if every worker that did something for the order had died before it said so."""
    again = "UPDATE outbox SET status = 'pending', run_after = now() WHERE arguments ->> 'order_id' = $1"
    shop.execute(again, order["id"])


def test_a_paid_order_is_invoiced_once_and_mailed(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer, address, _ = shop.user("customer")
    order = make_order(customer, variant_id, 3)
    assert issued(shop, customer, order) == [], "neither paid nor sent"
    pay(admin, order)
    (invoice,) = issued(shop, customer, order)
    assert (invoice["kind"], invoice["total"], invoice["currency"]) == ("invoice", order["total"], "USD")
    text = text_of(customer, invoice)
    for expected in (
        "Löck & Söhne", "Hauptstraße 1", "DE123456789", "Ada Byron", "SW1Y 4JH London", "United Kingdom",
        order["number"], "Жук #1 *Mug* £", "59.97 USD", "20 %",
        f"{order['tax_total'] / 100:.2f} USD", f"{order['total'] / 100:.2f} USD",
    ):  # fmt: skip
        assert expected in text
    admin.put(f"/orders/{order['id']}/status", json={"status": "processing"})
    admin.put(f"/orders/{order['id']}/status", json={"status": "shipped"})
    assert issued(shop, customer, order) == [invoice]
    mail = shop.wait_mail(address, invoice["number"])
    (attached,) = list(mail.iter_attachments())
    assert attached.get_filename() == f"{invoice['number']}.pdf"
    assert attached.get_content() == customer.get(invoice["url"].removeprefix("/api/v1")).content
    mails = [m for m in shop.mails(address) if "invoice" in str(m["subject"])]
    assert len(mails) == 1


def test_what_is_sent_unpaid_is_invoiced_with_what_is_to_pay(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer = shop.customer()
    order = make_order(customer, variant_id, 1)
    for status in ("processing", "shipped"):
        admin.put(f"/orders/{order['id']}/status", json={"status": status})
    (invoice,) = issued(shop, customer, order)
    assert "To pay" in text_of(customer, invoice)
    assert "Paid" not in text_of(customer, invoice)


def test_refunds_have_credit_notes_that_come_to_the_invoice(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    customer = shop.customer()
    order = make_order(customer, variant_id, 3)
    pay(admin, order)
    refund(admin, order, items=[{"item_id": order["items"][0]["id"], "quantity": 1, "restock": True}])
    refund(admin, order, amount=17)
    refund(admin, order)
    invoice, *notes = issued(shop, customer, order)
    assert [note["kind"] for note in notes] == ["credit_note"] * 3
    assert sum(note["total"] for note in notes) == invoice["total"]
    documents = shop.sql(
        "SELECT kind, (document ->> 'tax_total')::int AS tax FROM invoices WHERE order_id = $1::text::uuid", order["id"]
    )
    taxes = {kind: sum(d["tax"] for d in documents if d["kind"] == kind) for kind in ("invoice", "credit_note")}
    assert taxes["credit_note"] == taxes["invoice"] == order["tax_total"]
    text = text_of(customer, notes[0])
    for expected in (invoice["number"], "torn", "Жук #1 *Mug* £", f"{notes[0]['total'] / 100:.2f} USD"):
        assert expected in text


def test_an_order_cancelled_before_it_was_invoiced_has_no_document(
    shop: Shop, admin: httpx.Client, variant_id: str
) -> None:
    customer = shop.customer()
    order = make_order(customer, variant_id, 1)
    customer.post(f"/orders/{order['id']}/cancel")
    assert issued(shop, customer, order) == []
    refused = admin.post(f"/orders/{order['id']}/invoices")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_invoiced")


def test_an_invoice_that_was_asked_for_is_credited_when_its_order_is_cancelled(
    shop: Shop, admin: httpx.Client, variant_id: str
) -> None:
    customer = shop.customer()
    order = make_order(customer, variant_id, 2)
    for _ in range(2):
        assert admin.post(f"/orders/{order['id']}/invoices").status_code == 202
    (invoice,) = issued(shop, customer, order)
    customer.post(f"/orders/{order['id']}/cancel")
    same, note = issued(shop, customer, order)
    assert same == invoice
    assert (note["kind"], note["total"]) == ("credit_note", order["total"])
    assert "The order was cancelled" in text_of(customer, note)


def test_a_paid_and_invoiced_order_that_is_cancelled_is_credited_once(
    shop: Shop, admin: httpx.Client, variant_id: str
) -> None:
    customer = shop.customer()
    order = make_order(customer, variant_id, 1)
    pay(admin, order)
    shop.drain()
    customer.post(f"/orders/{order['id']}/cancel")
    invoice, note = issued(shop, customer, order)
    assert note["total"] == invoice["total"] == order["total"]


def test_numbers_have_no_gap_however_many_are_written_at_once(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    orders = [make_order(shop.guest(), variant_id, 1) for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda order: pay(admin, order), orders))
    shop.drain()
    for kind in ("invoice", "credit_note"):
        serials = [row["serial"] for row in shop.sql("SELECT serial FROM invoices WHERE kind = $1 ORDER BY 1", kind)]
        assert serials == list(range(1, len(serials) + 1))
    (count,) = shop.sql(
        "SELECT count(*) AS n FROM invoices WHERE kind = 'invoice' AND order_id = ANY($1::text[]::uuid[])",
        [order["id"] for order in orders],
    )
    assert count["n"] == len(orders)


def test_a_job_that_is_done_again_issues_and_mails_nothing_more(
    shop: Shop, admin: httpx.Client, variant_id: str
) -> None:
    address = f"{unique('ada')}@shop.example"
    order = make_order(shop.guest(), variant_id, 1, email=address)
    pay(admin, order)
    before = issued(shop, admin, order)
    do_again(shop, order)
    assert issued(shop, admin, order) == before
    assert len([m for m in shop.mails(address) if "invoice" in str(m["subject"])]) == 1


def test_a_file_that_was_not_made_is_made_by_the_next_attempt(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    order = make_order(shop.guest(), variant_id, 1)
    pay(admin, order)
    (invoice,) = issued(shop, admin, order)
    (shop.data / "media" / "private" / "invoices" / f"{invoice['id']}.pdf").unlink()
    shop.execute("UPDATE invoices SET filed_at = NULL WHERE id = $1::text::uuid", invoice["id"])
    pending = admin.get(f"/orders/{order['id']}/invoices/{invoice['id']}")
    assert (pending.status_code, pending.json()["code"]) == (409, "invoice_not_ready")
    do_again(shop, order)
    assert issued(shop, admin, order) == [invoice]
    assert invoice["number"] in text_of(admin, invoice)


def test_what_was_issued_is_never_changed(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    order = make_order(shop.guest(), variant_id, 1)
    pay(admin, order)
    (invoice,) = issued(shop, admin, order)
    for change in ("UPDATE invoices SET total = 1", "DELETE FROM invoices"):
        with pytest.raises(Exception, match="stays as it is"):
            shop.execute(f"{change} WHERE id = $1::text::uuid", invoice["id"])


def test_only_who_sees_the_order_sees_its_invoice(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    guest = shop.guest()
    fill_cart(guest, variant_id)
    order = place_order(guest).json()
    pay(admin, order)
    (invoice,) = issued(shop, admin, order)
    path = f"/orders/{order['id']}/invoices/{invoice['id']}"
    assert shop.guest().get(path).status_code == 401
    assert shop.customer().get(path).status_code == 404
    assert shop.guest().get(path, headers={"X-Order-Token": order["token"]}).status_code == 200
    another = make_order(shop.guest(), variant_id, 1)
    assert admin.get(f"/orders/{another['id']}/invoices/{invoice['id']}").status_code == 404


def test_admins_list_all_documents_by_kind_and_day(shop: Shop, admin: httpx.Client, variant_id: str) -> None:
    order = make_order(shop.guest(), variant_id, 1)
    pay(admin, order)
    refund(admin, order)
    invoice, note = issued(shop, admin, order)
    page = admin.get("/admin/invoices", params={"limit": 1}).json()
    assert page["items"] == [note]
    assert admin.get("/admin/invoices", params={"limit": 1, "cursor": page["next_cursor"]}).json()["items"] == [invoice]
    kinds = {each["kind"] for each in admin.get("/admin/invoices", params={"kind": "invoice"}).json()["items"]}
    assert kinds == {"invoice"}
    assert admin.get("/admin/invoices", params={"to": "2020-01-01"}).json()["total"] == 0
    assert admin.get("/admin/invoices", params={"from": "2020-01-02", "to": "2020-01-01"}).status_code == 422


def test_a_shop_that_writes_its_invoices_elsewhere_issues_none(opener: ShopOpener) -> None:
    with opener(ROWLOCK_INVOICES="off") as shop:
        admin = shop.admin()
        order = make_order(shop.guest(), make_product(admin)["variants"][0]["id"], 1)
        pay(admin, order)
        assert issued(shop, admin, order) == []
        assert admin.post(f"/orders/{order['id']}/invoices").json()["code"] == "not_invoiced"
