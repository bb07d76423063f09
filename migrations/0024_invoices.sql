-- Invoices and credit notes: what each said on the day it was issued, under numbers without a gap.
CREATE TABLE invoice_series (
    kind text PRIMARY KEY CHECK (kind IN ('invoice', 'credit_note')),
    -- The number that was given last. Its row is locked until the document is written: a sequence would lose numbers.
    last_serial int NOT NULL DEFAULT 0
);
INSERT INTO invoice_series (kind) VALUES ('invoice'), ('credit_note');

CREATE TABLE invoices (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    kind text NOT NULL REFERENCES invoice_series (kind),
    serial int NOT NULL CHECK (serial > 0),
    order_id uuid NOT NULL REFERENCES orders (id),
    -- The money that went back, or came back after all, of which a credit note is. None where it is of a cancellation.
    refund_id uuid CONSTRAINT invoices_refund_id_key UNIQUE REFERENCES refunds (id),
    currency text NOT NULL,
    total bigint NOT NULL,
    -- All that is printed: the law asks for the same document, whatever becomes of the shop's goods and settings.
    document jsonb NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT now(),
    -- When its file was put into the storage.
    filed_at timestamptz,
    CONSTRAINT invoices_serial_key UNIQUE (kind, serial),
    CONSTRAINT invoices_of_refunds_are_credit_notes CHECK (refund_id IS NULL OR kind = 'credit_note')
);
CREATE UNIQUE INDEX invoices_once_an_order_key ON invoices (order_id) WHERE kind = 'invoice';
CREATE UNIQUE INDEX invoices_one_cancellation_key ON invoices (order_id)
WHERE kind = 'credit_note' AND refund_id IS NULL;
CREATE INDEX invoices_order_id_idx ON invoices (order_id, id);
CREATE INDEX invoices_issued_at_idx ON invoices (issued_at);

-- A document that was issued is never taken back or changed: only another one corrects it.
CREATE FUNCTION refuse_to_change_invoice() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a document that was issued stays as it is';
END
$$;
CREATE TRIGGER invoices_stay BEFORE DELETE OR UPDATE OF kind, serial, order_id, refund_id, currency, total, document,
issued_at ON invoices FOR EACH ROW EXECUTE FUNCTION refuse_to_change_invoice();
