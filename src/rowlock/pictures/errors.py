"""How a picture is refused.

UnsupportedPicture   415   by its content it is no JPEG, PNG or WebP
PictureTooLarge      422   more pixels than are decoded here
DamagedPicture       422   it does not decode to its end
"""

from rowlock.errors import InvalidValue, RowlockError


class UnsupportedPicture(RowlockError):
    """By its content the file is no JPEG, PNG or WebP"""

    status = 415
    code = "unsupported_picture"


class PictureTooLarge(InvalidValue):
    """The picture has more pixels than this shop takes"""

    code = "picture_too_large"


class DamagedPicture(InvalidValue):
    """The picture is damaged or incomplete"""

    code = "picture_damaged"
