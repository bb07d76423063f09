-- All that a refresh reads is of one instant. Must come before anything is asked.
SET LOCAL transaction_isolation = 'repeatable read'
