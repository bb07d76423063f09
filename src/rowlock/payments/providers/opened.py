"""The providers that a shop has settings for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rowlock.payments.errors import PaymentMethodUnavailable
from rowlock.payments.providers.protocol import Provider
from rowlock.settings import Settings


class Providers:
    """The providers of a shop by name. Their connections belong to the event loop that opened them."""

    def __init__(self, *opened: Provider) -> None:
        self._by_name: dict[str, Provider] = {provider.name: provider for provider in opened}

    def find(self, name: str) -> Provider | None:
        """None where the shop has no settings for it."""
        return self._by_name.get(name)

    def require(self, name: str) -> Provider:
        """PaymentMethodUnavailable where the shop has no settings for it."""
        provider = self.find(name)
        if provider is None:
            raise PaymentMethodUnavailable.at("payment_method", f"the shop is not set up for {name}")
        return provider

    async def aclose(self) -> None:
        for provider in self._by_name.values():
            await provider.aclose()


@asynccontextmanager
async def open_providers(settings: Settings) -> AsyncIterator[Providers]:
    """The providers, until the end of the block. Their libraries are imported only where there is a key for them."""
    opened: list[Provider] = []
    if settings.stripe_secret_key is not None:
        from rowlock.payments.providers.stripe import StripeProvider

        opened.append(StripeProvider(settings))
    if settings.paypal_client_id is not None:
        from rowlock.payments.providers.paypal import PaypalProvider

        opened.append(PaypalProvider(settings))
    providers = Providers(*opened)
    try:
        yield providers
    finally:
        await providers.aclose()
