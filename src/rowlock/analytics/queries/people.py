"""Customers: new, active, and those who came again."""

from datetime import date

from rowlock.analytics import links, periods, sql
from rowlock.analytics.queries.states import as_of
from rowlock.analytics.types.figures import ActiveUsers, Cohort, CohortMonth, Period, Users, UsersPoint
from rowlock.db.connections import Reader


async def get_users(db: Reader, period: Period, from_day: date, to_day: date, *, cohorts: int, currency: str) -> Users:
    """New accounts and new customers by period, who is active, and the latest cohorts."""
    rows = await sql.users_by_period(db, unit=periods.UNITS[period], from_day=from_day, to_day=to_day)
    activity = await sql.get_activity(db)
    assert activity is not None, "the view has one row from its creation on"
    return Users(
        **await as_of(db, "people", currency),  # type: ignore[arg-type]  # the three fields of Figures
        period=period,
        from_day=from_day,
        to_day=to_day,
        new_users=sum(row.new_users for row in rows),
        new_customers=sum(row.new_customers for row in rows),
        points=[UsersPoint(row.start, row.new_users, row.new_customers) for row in rows],
        active_users=ActiveUsers(activity.d1, activity.d7, activity.d30),
        customers=activity.customers,
        repeat_customers=activity.repeat_customers,
        repeat_rate=round(activity.repeat_customers / activity.customers, 4) if activity.customers else 0.0,
        cohorts=[
            Cohort(
                row.cohort,
                row.customers,
                row.repeat_customers,
                [
                    CohortMonth(
                        month.month,
                        month.customers,
                        round(month.customers / row.customers, 4),
                        month.orders,
                        month.charged,
                        links.orders(
                            month.month,
                            links.end_of("month", month.month),
                            customers_from=row.cohort,
                            customers_to=links.end_of("month", row.cohort),
                        ),
                    )
                    for month in row.months
                ],
            )
            for row in await sql.list_cohorts(db, most=cohorts)
        ],
    )
