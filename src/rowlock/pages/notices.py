"""What a page says after something was done, by the word that stands as `done` in its address."""

from typing import Final

NOTICES: Final[dict[str, str]] = {
    "adjusted": "The stock was changed. The ledger says why.",
    "checked": "The invariants are being asked. The answer appears here when they have.",
    "discarded": "The work was given up.",
    "cancelled": "The order was cancelled. Its pieces are back in stock and its money goes back.",
    "mails_chosen": "You get the mails that you chose.",
    "coupon_created": "The coupon is there. What it took off is shown here.",
    "coupon_ended": "The coupon was ended and is in no cart any more. Orders that used it keep it.",
    "coupon_saved": "The coupon was changed. Carts feel it at once, orders never.",
    "noted": "The note was kept. Buyers do not see it.",
    "paid": "The payment was recorded.",
    "refreshing": "The figures are being renewed. Look again in a moment.",
    "refunded": "The money goes back.",
    "stepped": "The order took the step.",
    "role_changed": "The role was changed.",
    "retried": "The work is tried again.",
    "sent": "The parcel is on its way. The buyer gets a mail with its number.",
    "sessions_ended": "All sessions of this user were ended.",
    "threshold_set": "From that many pieces on it runs low.",
    "transferred": "The pieces lie at the other location.",
    "status_changed": "The account was changed.",
}
