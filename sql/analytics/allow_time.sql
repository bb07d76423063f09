-- A refresh takes what it takes: this transaction's limits are its own.
SELECT set_config('statement_timeout', '30min', true), set_config('lock_timeout', '30min', true)
