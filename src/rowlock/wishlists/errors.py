"""How a wishlist refuses.

WishlistFull        409
TooManyWishlists    409
WishlistExists      409
"""

from rowlock.errors import Conflict


class WishlistFull(Conflict):
    """The list has as many wishes as a list may have"""

    code = "wishlist_full"


class TooManyWishlists(Conflict):
    """There are as many lists as there may be"""

    code = "too_many_wishlists"


class WishlistExists(Conflict):
    """There is another list of that name"""

    code = "wishlist_exists"
    constraint = "wishlists_name_key"
