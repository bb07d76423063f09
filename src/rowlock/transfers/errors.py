"""Why a transfer is refused.

RowlockError
├── InvalidValue
│   └── UnreadableFile     422   what was uploaded is no CSV of its kind
├── Conflict
│   ├── ExportNotReady     409   still being written, or failed
│   ├── WrongExportStatus  409   over already, or not over yet
│   ├── TooManyExports     409   as many as one admin may have under way
│   ├── AlreadyApplied     409   a file of differences that came before
│   └── NotRehearsed       409   no dry run, or its file is gone
└── ExportExpired          410   deleted, or its link ran out
"""

from rowlock import errors


class UnreadableFile(errors.InvalidValue):
    """The file cannot be read"""

    code = "unreadable_file"


class ExportNotReady(errors.Conflict):
    """The export is not finished"""

    code = "export_not_ready"


class WrongExportStatus(errors.Conflict):
    """The export is not in a state for this"""

    code = "wrong_export_status"


class TooManyExports(errors.Conflict):
    """Too many exports are under way"""

    code = "too_many_exports"


class AlreadyApplied(errors.Conflict):
    """This file of differences was brought in before; send repeat=true to add them once more"""

    code = "already_applied"
    constraint = "imports_applies_once_key"


class NotRehearsed(errors.Conflict):
    """Only a dry run that is done can be applied, within a week of it"""

    code = "not_rehearsed"


class ExportExpired(errors.RowlockError):
    """The export has expired"""

    status = 410
    code = "export_expired"


class RangeNotSatisfiable(errors.RowlockError):
    """The file does not have the range that was asked for"""

    status = 416
    code = "range_not_satisfiable"
