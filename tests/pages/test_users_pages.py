"""Customers, system and audit log as pages."""

from tests.pages.browser import Visitor, admin_visitor
from tests.shop import Shop, unique


def test_a_refused_change_comes_back_with_its_reason_and_is_audited(shop: Shop) -> None:
    visitor, address = admin_visitor(shop)
    own_id = shop.sql("SELECT id::text FROM users WHERE email = $1", address)[0]["id"]
    answer = visitor.post(f"/admin/users/{own_id}/role", {"role": "customer"})
    assert answer.status_code == 403
    assert 'role="alert"' in answer.text
    assert '<option value="customer" selected>' in answer.text
    entries = shop.sql("SELECT action FROM audit_log WHERE actor_id = $1::uuid", own_id)
    assert entries == [{"action": "request.refused"}]


def test_a_role_is_changed_and_the_page_says_so(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    _, _, user_id = shop.user("customer")
    answer = visitor.post(f"/admin/users/{user_id}/role", {"role": "vendor"})
    assert answer.headers["location"] == f"/admin/users/{user_id}?done=role_changed"
    assert "The role was changed." in visitor.get(answer.headers["location"]).text


def test_what_people_typed_is_shown_as_text(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    name = unique("<script>alert(1)</script>")
    _, _, user_id = shop.user("customer")
    shop.execute("UPDATE users SET full_name = $1 WHERE id = $2", name, user_id)
    for page in (visitor.get(f"/admin/users/{user_id}"), visitor.get(f"/admin/users?q={name[8:18]}")):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy


def test_figures_are_written_as_the_reader_writes_them(shop: Shop) -> None:
    _, address, _ = shop.user("admin")
    visitor = Visitor(shop, **{"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"})
    visitor.sign_in(address)
    assert "0,00\N{NO-BREAK SPACE}$" in visitor.get("/admin/users").text
    visitor.http.headers["Accept-Language"] = "xx-nonsense;q=z, ;;;, tlh"
    assert "$0.00" in visitor.get("/admin/users").text


def test_the_system_is_shown_and_failed_work_brought_back(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    assert "Database" in visitor.get("/admin/system").text.title()
    rows = shop.sql("INSERT INTO outbox (job, arguments) VALUES ('paint_it', '{}') RETURNING id::text")
    job_id = rows[0]["id"]
    shop.until(lambda: shop.sql("SELECT 1 FROM outbox WHERE id = $1 AND status = 'dead'", job_id))
    assert "no job named paint_it" in visitor.get("/admin/system/jobs?status=dead&job=paint_it").text
    assert visitor.post(f"/admin/system/jobs/{job_id}/discard").status_code == 303
    again = visitor.post(f"/admin/system/jobs/{job_id}/retry")
    assert again.status_code == 409
    assert "discarded" in again.text
    assert visitor.get("/admin/system/settings").text.count("***") >= 1


def test_the_audit_log_shows_what_was_before_and_after(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    _, _, user_id = shop.user("customer")
    visitor.post(f"/admin/users/{user_id}/status", {"status": "disabled"})
    page = visitor.get(f"/admin/audit?object_id={user_id}").text
    assert "user.set_status" in page
    assert "disabled" in page
