-- Sums of many days are sorted; the usual 4 MB would do that on disk.
SET LOCAL work_mem = '64MB'
