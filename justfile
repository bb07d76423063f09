# Every action on this project. `just` lists them.

set positional-arguments

_list:
    @just --list --unsorted

# Start the whole shop, at http://127.0.0.1:5000 unless told otherwise: `just up --port 8000`
up *arguments:
    uv run rowlock up "$@"

# Run every test, against real servers; name files or -k to run some
test *arguments:
    uv run pytest -n auto --dist loadgroup "$@"

# Everything that must hold before a commit besides the tests; CI runs exactly this
check: lint types imports sql

# Style and likely mistakes, in Python
lint:
    uv run ruff format --check src tests
    uv run ruff check src tests

# mypy, strict, in the program and its tests
types:
    uv run mypy src tests

# Which part may import which
imports:
    uv run lint-imports

# The layout of the SQL, and every statement prepared on a migrated database of its own
sql:
    uv run sqlfluff lint --processes 2 sql migrations
    uv run rowlock check --fresh

# Mend what can be mended by itself
fix:
    uv run ruff check --fix src tests
    uv run ruff format src tests
    uv run sqlfluff fix --processes 2 sql migrations

# Speed, as ratios against yardsticks of the same run; --quick for a first look
bench *arguments:
    uv run python -m tests.bench "$@"

# A sale day on a shop of its own: so many visitors for so many seconds, then the books
load users="50" seconds="60":
    uv run python -m tests.load.run {{ users }} {{ seconds }}

# So many mixed checkouts by so many clients on a shop of its own: what all were told is what the books say
checkouts count="20000" clients="32":
    uv run python -m tests.load.checkouts {{ count }} {{ clients }}

# So many requests made up from the API's own description: no 5xx, nothing undocumented, no secret
fuzz examples="20000":
    uv run python -m tests.fuzz.run {{ examples }}

# The table of races: who meets whom over which rows, and what becomes of both in each order
races:
    uv run python -m tests.races.matrix

# Bring the database up to this program's schema
migrate:
    uv run rowlock migrate

# The invariants of stock, money and orders, on the shop's own data
verify:
    uv run rowlock verify

# Fill an empty shop: `just demo 100000 20000 1000000`
demo products="1000" customers="500" orders="10000":
    uv run rowlock demo --products {{ products }} --customers {{ customers }} --orders {{ orders }}
