"""How a picture is refused.

UnsupportedPicture   415   by its content it is no JPEG, PNG or WebP
PictureTooLarge      422   more pixels than are decoded here
DamagedPicture       422   it does not come to its end, or more comes behind it
DuplicatePicture     409
TooManyPictures      409
"""

from rowlock.errors import Conflict, InvalidValue, RowlockError


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


class DuplicatePicture(Conflict):
    """The product has this picture already"""

    code = "duplicate_picture"
    constraint = "images_content_key"


class TooManyPictures(Conflict):
    """The product has as many pictures as it may have"""

    code = "too_many_pictures"
