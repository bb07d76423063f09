-- Stock locations, alerts and back-in-stock notices.
SELECT;
