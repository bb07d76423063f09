"""How coupons, shipping and taxes refuse to be changed.

DuplicateCode         409
DuplicateMethod       409
DuplicateZone         409
PlaceTaken            409   a place is in one zone
DuplicateRate         409   a class has one rate at a place
ZoneInUse             409
TaxClassInUse         409
UsageLimitReached     409   it was used more often than that already
"""

from rowlock.errors import Conflict


class DuplicateCode(Conflict):
    """There is a coupon with this code"""

    code = "duplicate_code"
    constraint = "coupons_code_key"


class DuplicateMethod(Conflict):
    """There is a shipping method with this code in the zone"""

    code = "duplicate_method"
    constraint = "shipping_methods_code_key"


class DuplicateZone(Conflict):
    """There is a shipping zone with this name"""

    code = "duplicate_zone"
    constraint = "shipping_zones_name_key"


class PlaceTaken(Conflict):
    """One of the places is in another zone, or named twice"""

    code = "place_taken"
    constraint = "shipping_zone_places_key"


class DuplicateRate(Conflict):
    """The tax class has a rate at this place"""

    code = "duplicate_rate"
    constraint = "tax_rates_place_key"


class ZoneInUse(Conflict):
    """Shipping methods lead into the zone"""

    code = "zone_in_use"


class TaxClassInUse(Conflict):
    """Products are of this tax class, or every shop has it"""

    code = "tax_class_in_use"


class UsageLimitReached(Conflict):
    """The coupon was used more often than that already"""

    code = "usage_limit_reached"
    constraint = "coupons_used_within_limit"
