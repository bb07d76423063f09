"""Where a request comes from."""

from rowlock.http.auth import Connection


def address_of(connection: Connection) -> str | None:
    """The address of the client, as the edge made it out."""
    return connection.client.host if connection.client else None
