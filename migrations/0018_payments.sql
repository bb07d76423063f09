-- Payments through a provider: what it was asked for, what it told of itself, refunds on their way, and what an admin
-- has to look at.

CREATE TABLE payment_intents (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    -- One order is paid by one intent: nobody can pay it twice.
    order_id uuid NOT NULL CONSTRAINT payment_intents_order_id_key UNIQUE REFERENCES orders (id),
    provider text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    -- The idempotency key that every creation of it is asked with: written before the first call.
    provider_key text NOT NULL CONSTRAINT payment_intents_provider_key_key UNIQUE,
    -- How the provider names it, its payment (where that has a name of its own), and what the buyer's browser needs.
    provider_reference text,
    charge_reference text,
    client_secret text,
    -- `unknown`: asked for, without an answer yet. `mismatched`: paid, but not what was asked for.
    state text NOT NULL DEFAULT 'unknown' CHECK (
        state IN (
            'unknown', 'requires_action', 'approved', 'processing', 'authorized', 'succeeded', 'failed', 'cancelled',
            'mismatched'
        )
    ),
    -- How much an admin wants of what is authorised; NULL is all of it.
    capture_amount bigint CHECK (capture_amount BETWEEN 1 AND amount),
    -- What came in, as it stands in the ledger.
    captured bigint NOT NULL DEFAULT 0,
    attempts int NOT NULL DEFAULT 0,
    -- When the provider is to be asked; NULL where nothing more is to come.
    next_check_at timestamptz,
    -- When the order ends where it is still unpaid; NULL once that is decided.
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT payment_intents_captured CHECK (
        captured BETWEEN 0 AND amount AND (captured > 0) = (state = 'succeeded')
    ),
    CONSTRAINT payment_intents_reference_key UNIQUE (provider, provider_reference)
);
CREATE INDEX payment_intents_charge_reference_idx ON payment_intents (charge_reference)
WHERE charge_reference IS NOT NULL;
CREATE INDEX payment_intents_next_check_idx ON payment_intents (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX payment_intents_client_secret_idx ON payment_intents (updated_at) WHERE client_secret IS NOT NULL;
CREATE INDEX payment_intents_expires_at_idx ON payment_intents (expires_at, id) WHERE expires_at IS NOT NULL;

ALTER TABLE payments ADD COLUMN intent_id uuid CONSTRAINT payments_intent_id_key UNIQUE REFERENCES payment_intents (id);

-- Money that a provider gives back is asked for under a key that is written before the call. It counts at once; where
-- the provider refuses in the end, a second row takes it back: `reverses` names the first, and the amount is negative.
ALTER TABLE refunds
ADD COLUMN state text NOT NULL DEFAULT 'succeeded'
CONSTRAINT refunds_state_check CHECK (state IN ('pending', 'unknown', 'succeeded', 'failed')),
ADD COLUMN intent_id uuid REFERENCES payment_intents (id),
ADD COLUMN provider_key text CONSTRAINT refunds_provider_key_key UNIQUE,
ADD COLUMN provider_reference text,
ADD COLUMN attempts int NOT NULL DEFAULT 0,
ADD COLUMN next_check_at timestamptz,
ADD COLUMN reverses uuid CONSTRAINT refunds_reverses_key UNIQUE REFERENCES refunds (id),
DROP CONSTRAINT refunds_amount_check,
ADD CONSTRAINT refunds_amount_check CHECK (amount <> 0 AND (amount > 0) = (reverses IS NULL)),
ADD CONSTRAINT refunds_have_their_key CHECK (
    reverses IS NOT NULL OR ((intent_id IS NULL) = (provider_key IS NULL))
),
ADD CONSTRAINT refunds_by_hand_are_done CHECK (intent_id IS NOT NULL OR state = 'succeeded'),
ADD CONSTRAINT refunds_provider_reference_key UNIQUE (intent_id, provider_reference);
CREATE INDEX refunds_provider_reference_idx ON refunds (provider_reference) WHERE provider_reference IS NOT NULL;
CREATE INDEX refunds_next_check_idx ON refunds (next_check_at) WHERE next_check_at IS NOT NULL;

ALTER TABLE refund_items
DROP CONSTRAINT refund_items_quantity_check,
ADD CONSTRAINT refund_items_quantity_check CHECK (quantity <> 0);

-- What providers told of themselves. A row is written with its effect, so that an event has it once.
CREATE TABLE payment_events (
    provider text NOT NULL,
    event_id text NOT NULL,
    kind text NOT NULL,
    outcome text NOT NULL,
    order_id uuid REFERENCES orders (id),
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (provider, event_id)
);
CREATE INDEX payment_events_received_at_idx ON payment_events (received_at);

-- What does not add up by itself, until an admin says that it is in order.
CREATE TABLE payment_problems (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    kind text NOT NULL,
    provider text NOT NULL,
    order_id uuid REFERENCES orders (id),
    -- The same fact is one problem, however often it is told.
    reference text NOT NULL,
    detail text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz,
    resolved_by uuid,
    note text,
    CONSTRAINT payment_problems_reference_key UNIQUE (kind, provider, reference)
);
CREATE INDEX payment_problems_open_idx ON payment_problems (id) WHERE resolved_at IS NULL;
CREATE INDEX payment_problems_order_id_idx ON payment_problems (order_id);
