"""Why there is no invoice.

NotInvoiced        409
InvoiceNotReady    409
"""

from rowlock.errors import Conflict


class NotInvoiced(Conflict):
    """No invoice is written for this order"""

    code = "not_invoiced"


class InvoiceNotReady(Conflict):
    """The file of this invoice is not made yet; try again soon"""

    code = "invoice_not_ready"
