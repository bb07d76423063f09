"""`rowlock serve` and `rowlock worker`: one operating-system process each, as production runs them."""

import gc
import os
import socket
from typing import TYPE_CHECKING, Final

import click

from rowlock.cli import context, stopping
from rowlock.settings import Settings

if TYPE_CHECKING:
    from rowlock import supervisor

# Longer than a proxy reuses a connection is wasted memory; the rest of a request gets this long at a stop.
_KEEP_ALIVE_SECONDS: Final = 15
_STOP_SECONDS: Final = 20
_BACKLOG: Final = 2048
# Where both want the same core, the worker gets a quarter of it: who orders does not wait for mails.
_WORKER_NICENESS: Final = 5


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=5000, show_default=True, help="The port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="How many api processes.")
@click.option("--fd", type=click.IntRange(3), help="Accept from this inherited listening socket instead.")
@context.data_option
def serve(port: int, host: str, workers: int, fd: int | None, data: str | None) -> None:
    """Run the api alone.

    The database must be migrated already.
    """
    with context.opened(data) as settings:
        from rowlock import supervisor

        listener = socket.socket(fileno=fd) if fd is not None else supervisor.listen(host, port, _BACKLOG)
        with listener:
            if workers == 1:
                _serve(settings, listener)
            else:
                environment = context.counted_environment(settings)
                supervisor.Supervisor(commands(listener, workers), environment, None).run()


def commands(listener: socket.socket, workers: int) -> list["supervisor.Command"]:
    """The api processes of a supervisor; all accept from one socket, so the others take over when one dies."""
    from rowlock.supervisor import Command

    fd = listener.fileno()
    arguments = context.process("serve", "--fd", str(fd))
    return [Command(f"api-{n}", arguments, stops=0, pass_fds=(fd,)) for n in range(workers)]


def _serve(settings: Settings, listener: socket.socket) -> None:
    gc.disable()  # what is imported stays: looking through it for garbage is a tenth of the time to start
    import uvicorn

    from rowlock.app import create_app
    from rowlock.http import protocol

    app = create_app(settings)
    gc.freeze()
    gc.enable()
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=protocol.guarded(settings, at_once=app.at_once),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # else whoever reaches the port chooses the address we see
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS,
        backlog=_BACKLOG,
    )
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[listener])
    except stopping.Stopped:
        # uvicorn raises the signal that stopped it once more after an orderly stop.
        if not server.should_exit:
            raise
    if not server.started:
        raise click.ClickException("the api did not start, its log says why")


@click.command()
@context.data_option
def worker(data: str | None) -> None:
    """Run the worker alone.

    It does the work behind the requests: mails, imports, exports, pictures, clean-up; and yields the processor to
    them where both want it.
    """
    with context.opened(data) as settings:
        import uvloop

        from rowlock import worker as worker_module

        os.nice(_WORKER_NICENESS)
        uvloop.run(worker_module.run(settings))
