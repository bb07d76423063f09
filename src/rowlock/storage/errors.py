"""How the storage refuses.

StorageFull   507
"""

from rowlock.errors import RowlockError


class StorageFull(RowlockError):
    """There is no room left for files; nothing was changed"""

    status = 507
    code = "storage_full"
