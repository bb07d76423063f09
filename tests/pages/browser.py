"""The pages as a browser without a script asks for them: cookies, forms, redirections."""

import html
import re
from typing import Any

import httpx

from tests.shop import PASSWORD, Shop


class Visitor:
    """Follows no redirection by itself, so that tests see each answer."""

    def __init__(self, shop: Shop, **headers: str) -> None:
        self.http = shop.browser(**{"User-Agent": "Tests", **headers})
        self.csrf = ""

    def sign_in(self, address: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        return self.post("/admin/sign-in", {"email": address, "exact:password": password, **more}, csrf=None)

    def get(self, path: str) -> httpx.Response:
        answer = self.http.get(path)
        if (found := re.search(r'name="csrf" value="([^"]+)"', answer.text)) is not None:
            self.csrf = html.unescape(found[1])
        return answer

    def post(self, path: str, fields: dict[str, Any] | None = None, *, csrf: str | None = "") -> httpx.Response:
        """Sends a form with the token of the page last seen, with another one, or (None) without."""
        token = self.csrf if csrf == "" else csrf
        data = dict(fields or {}) | ({} if token is None else {"csrf": token})
        return self.http.post(path, data=data)


def admin_visitor(shop: Shop) -> tuple[Visitor, str]:
    """Somebody who has signed in as an admin, and his address."""
    _, address, _ = shop.user("admin")
    visitor = Visitor(shop)
    answer = visitor.sign_in(address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin"), answer.text
    visitor.get("/admin/users")
    assert visitor.csrf
    return visitor, address
