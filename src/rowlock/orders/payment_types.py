"""The payment of an order through a provider, as it crosses the wire and comes out of rows."""

import msgspec

from rowlock.orders.types import Amount, PaymentStatus, Status
from rowlock.payments.types import KeptState


class PaymentIntent(msgspec.Struct):
    """Where the payment of an order through its provider is. `client_secret` is null while that has not answered: ask
    again."""

    provider: str
    state: KeptState
    client_secret: str | None
    amount: int
    currency: str
    status: Status
    payment_status: PaymentStatus


class CapturePayment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How much is taken of what is authorised; all of it where nothing is said. The rest goes back to the buyer."""

    amount: Amount | None = None
