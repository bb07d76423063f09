-- Payment intents, provider events, refunds on their way.
SELECT;
