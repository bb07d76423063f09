"""A shop that takes money through Stripe, and Stripe."""

from collections.abc import Iterator

import pytest

from tests.conftest import ShopOpener
from tests.payments.fake_stripe import FakeStripe, open_stripe
from tests.shop import Shop


@pytest.fixture(scope="session")
def stripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeStripe]:
    with open_stripe(tmp_path_factory.mktemp("stripe")) as opened:
        yield opened


@pytest.fixture(scope="module")
def paid_shop(opener: ShopOpener, stripe: FakeStripe) -> Iterator[Shop]:
    """Its books balance when the tests of a module are done."""
    with opener(**stripe.settings) as shop:
        yield shop
        shop.assert_books_balance()
