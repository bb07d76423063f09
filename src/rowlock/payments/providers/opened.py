"""The providers that a shop has settings for."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeAlias

from rowlock.payments.errors import PaymentMethodUnavailable
from rowlock.payments.providers.protocol import Provider
from rowlock.settings import Settings

Providers: TypeAlias = Mapping[str, Provider]
"""The providers of a shop by name. Their connections belong to the event loop that opened them."""


@asynccontextmanager
async def open_providers(settings: Settings) -> AsyncIterator[Providers]:
    """The providers, until the end of the block. Their libraries are imported only where there is a key for them."""
    opened: dict[str, Provider] = {}
    if settings.stripe_secret_key is not None:
        from rowlock.payments.providers.stripe import StripeProvider

        opened["stripe"] = StripeProvider(settings)
    try:
        yield opened
    finally:
        for provider in opened.values():
            await provider.aclose()


def provider_of(providers: Providers, name: str) -> Provider:
    """PaymentMethodUnavailable where the shop has no settings for it."""
    provider = providers.get(name)
    if provider is None:
        raise PaymentMethodUnavailable.at("payment_method", f"the shop is not set up for {name}")
    return provider
