"""`rowlock user`, `import` and `demo`: people and goods put into the shop from the command line."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rowlock.cli import context

if TYPE_CHECKING:
    from rowlock.transfers.types import ImportKind


@click.group()
def user() -> None:
    """Create accounts."""


@user.command("create")
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice(["customer", "vendor", "admin"]),
    default="customer",
    show_default=True,
    help="What it may do.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of the standard input.")
@context.data_option
def create_user(email: str, role: str, password_stdin: bool, data: str | None) -> None:
    """Create an account and print its id.

    It is verified at once.
    """
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        raise click.UsageError("there is no terminal to ask for a password: use --password-stdin")
    with context.opened(data) as settings:
        from rowlock.accounts import door

        click.echo(context.run(door.create_user(settings, email, password, role)))


@click.group("import")
def imports() -> None:
    """Bring in data of other shops."""


_file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
_dry_run_option = click.option("--dry-run", is_flag=True, help="Report what would happen and change nothing.")


@imports.command("products")
@_file_argument
@_dry_run_option
@context.data_option
def import_products(file: Path, dry_run: bool, data: str | None) -> None:
    """Import a Shopify product CSV.

    Good rows are imported and bad ones named; then it exits 1.
    """
    _bring_in("products", file, dry_run, data)


@imports.command("prices")
@_file_argument
@_dry_run_option
@context.data_option
def import_prices(file: Path, dry_run: bool, data: str | None) -> None:
    """Set prices by a CSV of sku, price and perhaps compare_at_price."""
    _bring_in("prices", file, dry_run, data)


@imports.command("stock")
@_file_argument
@_dry_run_option
@click.option("--repeat", is_flag=True, help="Add a file of differences although it was added before.")
@context.data_option
def import_stock(file: Path, dry_run: bool, repeat: bool, data: str | None) -> None:
    """Change stock by a CSV of sku and on_hand, or of sku and delta.

    A file of differences is added once.
    """
    _bring_in("stock", file, dry_run, data, repeat=repeat)


@imports.command("customers")
@_file_argument
@_dry_run_option
@context.data_option
def import_customers(file: Path, dry_run: bool, data: str | None) -> None:
    """Import customers from a CSV, Shopify's or one with a column email.

    They set a password of their own by a mailed code.
    """
    _bring_in("customers", file, dry_run, data)


def _bring_in(kind: "ImportKind", file: Path, dry_run: bool, data: str | None, *, repeat: bool = False) -> None:
    with context.opened(data) as settings, context.progress(file.name) as on_progress:
        from rowlock.transfers import door

        report = context.run(door.import_file(settings, kind, file, dry_run, repeat, on_progress))
    for mistake in report.errors:
        click.echo(f"row {mistake.row}: {mistake.message}")
    click.echo(f"{'would be ' if dry_run else ''}{report.summary}")
    if report.errors:
        context.end(1)


@click.command()
@click.option("--products", type=click.IntRange(0, 10_000_000), default=0, help="How many products to make.")
@click.option("--customers", type=click.IntRange(0, 10_000_000), default=0, help="How many customers to make.")
@click.option("--orders", type=click.IntRange(0, 100_000_000), default=0, help="How many orders to make.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same shop.")
@click.option("--if-empty", is_flag=True, help="A shop that is not empty is no failure, and stays as it is.")
@context.data_option
def demo(products: int, customers: int, orders: int, seed: int, if_empty: bool, data: str | None) -> None:
    """Fill the shop with made-up data.

    Without any number, an empty shop gets the small catalogue that `rowlock up` gives it.
    """
    with context.opened(data) as settings:
        from rowlock.demo import door

        if not (products or customers or orders):
            if not context.run(door.open_shop(settings)) and not if_empty:
                click.echo("the shop is not empty", err=True)
                context.end(1)
            return
        with context.progress("demo") as on_progress:
            context.run(door.generate(settings, products, customers, orders, seed, on_progress))
    click.echo(f"made {products} products, {customers} customers, {orders} orders")
