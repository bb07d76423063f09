-- One refresher at a time, over all processes. A lock of a table, since asking for one of another kind would already
-- fix the instant that is read.
LOCK TABLE read_models IN SHARE ROW EXCLUSIVE MODE
