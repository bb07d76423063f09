"""The admin's pages in headless Chromium, by a person who signs in.

Playwright keeps an event loop running in its thread: while a page is open, tests ask the shop over HTTP and look into
its files, and do nothing that starts a loop of its own.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.shop import PASSWORD, Shop

EXECUTABLE = shutil.which("chromium") or shutil.which("chromium-browser")

needs_chromium = pytest.mark.skipif(
    EXECUTABLE is None, reason="there is no Chromium on this machine: apt-get install chromium"
)

WIDE = (1280, 900)
PHONE = (390, 844)


@contextmanager
def browsing(
    shop: Shop, *, size: tuple[int, int] = WIDE, scheme: Literal["light", "dark"] = "light", script: bool = True
) -> Iterator[Page]:
    """A page of nobody yet. Whatever the browser reports as an error of a page fails the test at the end."""
    assert EXECUTABLE is not None
    with sync_playwright() as playwright:
        # Containers give a browser no namespaces of its own, and little shared memory.
        chromium = playwright.chromium.launch(
            executable_path=EXECUTABLE, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            context = chromium.new_context(
                base_url=shop.url,
                viewport={"width": size[0], "height": size[1]},
                color_scheme=scheme,
                java_script_enabled=script,
                locale="en-US",
                accept_downloads=True,
            )
            page = context.new_page()
            errors: list[str] = []
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.set_default_timeout(30_000)
            yield page
            assert errors == []
        finally:
            chromium.close()


def sign_in(page: Page, address: str) -> None:
    page.goto("/admin/sign-in")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@contextmanager
def signed_in(shop: Shop, address: str, **more: Any) -> Iterator[Page]:
    """The home page, after signing in as `address`; what else `browsing` takes may be given."""
    with browsing(shop, **more) as page:
        sign_in(page, address)
        page.wait_for_url("**/admin")
        yield page
