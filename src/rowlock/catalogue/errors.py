"""How the catalogue refuses.

DuplicateSku          409
DuplicateSlug         409
DuplicateOptions      409   two variants that nobody could tell apart
CategoryInUse         409   it has products or categories below it
CategoryCycle         422   a category within itself
LastVariant           409   a product keeps at least one
UnknownTaxClass       422
BulkRefused           409   one of many changes that are done together or not at all
"""

from rowlock.errors import Conflict, InvalidValue


class DuplicateSku(Conflict):
    """That SKU exists already"""

    code = "duplicate_sku"
    constraint = "variants_sku_key"


class DuplicateSlug(Conflict):
    """That slug exists already"""

    code = "duplicate_slug"
    constraint = "products_slug_key"


class DuplicateCategorySlug(Conflict):
    """A category with that slug exists already"""

    code = "duplicate_slug"
    constraint = "categories_slug_key"


class DuplicateOptions(Conflict):
    """Another variant has the same options"""

    code = "duplicate_options"


class CategoryInUse(Conflict):
    """The category has products or categories in it"""

    code = "category_in_use"


class CategoryCycle(InvalidValue):
    """A category cannot stand within itself"""

    code = "category_cycle"


class LastVariant(Conflict):
    """A product keeps at least one variant"""

    code = "last_variant"


class BulkRefused(Conflict):
    """Nothing was changed, because an operation was refused"""

    code = "bulk_refused"


class UnknownTaxClass(InvalidValue):
    """There is no such tax class"""

    constraint = "products_tax_class_fkey"

    def __init__(self) -> None:
        super().__init__(errors=[{"path": "tax_class", "message": "there is no such tax class"}])
