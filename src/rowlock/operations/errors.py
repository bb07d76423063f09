"""How work behind the requests refuses to be touched.

JobNotDead    409
"""

from rowlock.errors import Conflict


class JobNotDead(Conflict):
    """Only work that has failed for good can be retried or discarded"""

    code = "job_not_dead"
