"""How the storage refuses.

StorageFull   507
"""

import errno
from typing import Final

from rowlock.errors import RowlockError


class StorageFull(RowlockError):
    """There is no room left for files; nothing was changed"""

    status = 507
    code = "storage_full"


FULL_ERRORS: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says of a full disk, a spent quota, a limit on the size of files."""
