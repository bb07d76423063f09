"""How payments are refused.

PaymentMethodUnavailable   422
BadSignature               400
NoProviderPayment          409
"""

from rowlock.errors import Conflict, InvalidRequest, InvalidValue


class PaymentMethodUnavailable(InvalidValue):
    """The shop does not take money this way"""

    code = "payment_method_unavailable"


class BadSignature(InvalidRequest):
    """The signature of this event is not the provider's"""

    code = "bad_signature"


class NoProviderPayment(Conflict):
    """No provider takes the money of this order"""

    code = "no_provider_payment"
