"""What we are held against, served by uvicorn in one process as the api is.

`python -m tests.bench.yardsticks raw FD BYTES_FILE`: a bare ASGI function that answers those bytes.
`python -m tests.bench.yardsticks litestar FD DATABASE_URL`: a bare Litestar handler that fetches one row.
"""

import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import asyncpg
import uvicorn
from litestar import Litestar, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from tests.bench.processes import until_listening

Kind = Literal["raw", "litestar"]


@contextmanager
def running(kind: Kind, argument: str) -> Iterator[tuple[int, int]]:
    """Yields the port and the process id."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port, fd = listener.getsockname()[1], listener.fileno()
        command = [sys.executable, "-m", "tests.bench.yardsticks", kind, str(fd), argument]
        process = subprocess.Popen(command, pass_fds=(fd,))
        try:
            until_listening(port)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait()


def _raw(body: bytes) -> Any:
    head = {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())],
    }
    tail = {"type": "http.response.body", "body": body}

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send(head)
            await send(tail)

    return app


def _litestar(url: str) -> Litestar:
    @get("/rows/{row_id:uuid}")
    async def get_row(state: State, row_id: FromPath[UUID]) -> Response[bytes]:
        body = await state.pool.fetchval("SELECT body FROM bench_rows WHERE id = $1", row_id)
        return Response(body, media_type="application/json")

    @asynccontextmanager
    async def connected(app: Litestar) -> AsyncIterator[None]:
        async with asyncpg.create_pool(url, min_size=2, max_size=10) as pool:
            app.state.pool = pool
            yield

    return Litestar([get_row], lifespan=[connected], openapi_config=None)


def main() -> None:
    kind, fd, argument = sys.argv[1:4]
    app = _raw(Path(argument).read_bytes()) if kind == "raw" else _litestar(argument)
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off" if kind == "raw" else "on",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    with socket.socket(fileno=int(fd)) as listener:
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
