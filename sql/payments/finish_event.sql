-- What an event came to.
UPDATE payment_events SET outcome = :outcome WHERE provider = :provider AND event_id = :event_id
