"""The providers that a shop has settings for."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from rowlock.payments.errors import PaymentMethodUnavailable
from rowlock.payments.providers.protocol import Provider, ProviderName
from rowlock.settings import Settings


def _stripe(settings: Settings) -> Provider | None:
    if settings.stripe_secret_key is None:
        return None
    from rowlock.payments.providers.stripe import StripeProvider

    return StripeProvider(settings)


def _paypal(settings: Settings) -> Provider | None:
    if settings.paypal_client_id is None:
        return None
    from rowlock.payments.providers.paypal import PaypalProvider

    return PaypalProvider(settings)


# Their libraries are imported only where there are settings for them.
_OPENERS: Final[dict[ProviderName, Callable[[Settings], Provider | None]]] = {"stripe": _stripe, "paypal": _paypal}


class Providers:
    """The providers of a shop by name, each opened when it is first needed. Their connections belong to the event loop
    that opened them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: dict[str, Provider | None] = {}

    def find(self, name: str) -> Provider | None:
        """None where the shop has no settings for it."""
        if name not in self._opened:
            opener = next((opener for known, opener in _OPENERS.items() if known == name), None)
            if opener is None:
                return None
            self._opened[name] = opener(self._settings)
        return self._opened[name]

    def require(self, name: str) -> Provider:
        """PaymentMethodUnavailable where the shop has no settings for it."""
        provider = self.find(name)
        if provider is None:
            raise PaymentMethodUnavailable.at("payment_method", f"the shop is not set up for {name}")
        return provider

    def open_all(self) -> None:
        """So that no buyer waits for a library to be loaded."""
        for name in _OPENERS:
            self.find(name)

    async def aclose(self) -> None:
        for provider in self._opened.values():
            if provider is not None:
                await provider.aclose()


@asynccontextmanager
async def open_providers(settings: Settings) -> AsyncIterator[Providers]:
    """The providers, until the end of the block."""
    providers = Providers(settings)
    try:
        yield providers
    finally:
        await providers.aclose()
