"""The statements of `sql/operations/`: each invariant gives the ids that break it."""

from uuid import UUID

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.operations.types import DatabaseState, Finding, InvariantRun, Job, QueueState, WorkerState


@statement
async def stock_is_the_sum_of_its_ledger(db: Reader) -> list[str]: ...


@statement
async def stock_is_not_negative(db: Reader) -> list[str]: ...


@statement
async def variants_have_stock_rows(db: Reader) -> list[str]: ...


@statement
async def locations_are_sums(db: Reader) -> list[str]: ...


@statement
async def transfers_keep_the_total(db: Reader) -> list[str]: ...


@statement
async def there_is_one_default_location(db: Reader) -> list[str]: ...


@statement
async def low_stock_is_known(db: Reader) -> list[str]: ...


@statement
async def parcels_hold_what_was_sold(db: Reader) -> list[str]: ...


@statement
async def invoice_numbers_have_no_gap(db: Reader) -> list[str]: ...


@statement
async def invoices_say_what_was_sold(db: Reader) -> list[str]: ...


@statement
async def returns_hold_what_was_sent(db: Reader) -> list[str]: ...


@statement
async def lines_are_sold_once(db: Reader) -> list[str]: ...


@statement
async def movements_have_their_line(db: Reader) -> list[str]: ...


@statement
async def lines_are_put_back_as_told(db: Reader) -> list[str]: ...


@statement
async def lines_add_up(db: Reader) -> list[str]: ...


@statement
async def totals_are_sums(db: Reader) -> list[str]: ...


@statement
async def paid_is_the_sum_of_payments(db: Reader) -> list[str]: ...


@statement
async def refunded_is_the_sum_of_refunds(db: Reader) -> list[str]: ...


@statement
async def payment_status_follows_the_money(db: Reader) -> list[str]: ...


@statement
async def refunded_lines_are_sums(db: Reader) -> list[str]: ...


@statement
async def a_cart_is_ordered_once(db: Reader) -> list[str]: ...


@statement
async def vendor_orders_agree(db: Reader) -> list[str]: ...


@statement
async def erased_people_are_forgotten(db: Reader) -> list[str]: ...


@statement
async def orders_are_whole(db: Reader) -> list[str]: ...


@statement
async def histories_are_paths(db: Reader, *, steps: list[str]) -> list[str]: ...


@statement
async def outbox_is_drained(db: Reader) -> list[str]: ...


@statement
async def order_mails_have_their_order(db: Reader) -> list[str]: ...


@statement
async def no_session_of_the_disabled(db: Reader) -> list[str]: ...


@statement
async def documents_are_current(db: Reader) -> list[str]: ...


@statement
async def category_counts_are_true(db: Reader) -> list[str]: ...


@statement
async def tag_counts_are_true(db: Reader) -> list[str]: ...


@statement
async def price_history_is_current(db: Reader) -> list[str]: ...


@statement
async def former_slugs_are_free(db: Reader) -> list[str]: ...


@statement
async def carts_keep_their_limits(db: Reader, *, most_lines: int) -> list[str]: ...


@statement
async def wishlists_keep_their_limits(db: Reader, *, most_lists: int, most_wishes: int) -> list[str]: ...


@statement
async def wishes_are_of_their_product(db: Reader) -> list[str]: ...


@statement
async def pictures_are_under_way(db: Reader) -> list[str]: ...


@statement
async def pictures_have_their_renditions(db: Reader) -> list[str]: ...


@statement
async def sales_reconcile(db: Reader) -> list[str]: ...


@statement
async def product_sales_reconcile(db: Reader) -> list[str]: ...


@statement
async def category_sales_reconcile(db: Reader) -> list[str]: ...


@statement
async def region_sales_reconcile(db: Reader) -> list[str]: ...


@statement
async def coupon_sales_reconcile(db: Reader) -> list[str]: ...


@statement
async def customer_sales_reconcile(db: Reader) -> list[str]: ...


@statement
async def cohorts_reconcile(db: Reader) -> list[str]: ...


@statement
async def stock_figures_reconcile(db: Reader) -> list[str]: ...


@statement
async def new_users_reconcile(db: Reader) -> list[str]: ...


@statement
async def dashboard_reconciles(db: Reader) -> list[str]: ...


@statement
async def redemptions_agree(db: Reader) -> list[str]: ...


@statement
async def discounts_are_redeemed(db: Reader) -> list[str]: ...


@statement
async def list_jobs(
    db: Reader, *, status: str | None, job: str | None, before_id: UUID | None, skip: int, most: int
) -> list[Job]: ...


@statement
async def count_jobs(db: Reader, *, status: str | None, job: str | None, most: int) -> int: ...


@statement
async def get_job(db: Reader, *, id: UUID) -> Job | None: ...


@statement
async def get_queue_state(db: Reader) -> QueueState: ...


@statement
async def list_workers(db: Reader, *, most: int) -> list[WorkerState]: ...


@statement
async def get_database_state(db: Reader) -> DatabaseState: ...


@statement
async def insert_invariant_run(db: Writer, *, requested_by: UUID | None) -> UUID: ...


@statement
async def finish_invariant_run(
    db: Writer, *, id: UUID, duration_ms: int, checked: int, findings: list[Finding]
) -> None: ...


@statement
async def provider_payments_are_kept(db: Reader) -> list[str]: ...


@statement
async def provider_refunds_are_true(db: Reader) -> list[str]: ...


@statement
async def unpaid_orders_end(db: Reader) -> list[str]: ...


@statement
async def get_invariant_run(db: Reader, *, id: UUID) -> InvariantRun | None: ...


@statement
async def list_invariant_runs(db: Reader, *, before_id: UUID | None, skip: int, most: int) -> list[InvariantRun]: ...


@statement
async def count_invariant_runs(db: Reader, *, most: int) -> int: ...


@statement
async def is_invariant_run_due(db: Reader) -> bool: ...


@statement
async def delete_old_invariant_runs(db: Writer) -> None: ...
