-- Takes tokens from an exact sliding window, or gives some back. One hash for each key counts by buckets of time; a
-- token counts for all of the bucket it was taken in, so that no span of one window ever holds more than the limit.
--
-- KEYS: the hash. ARGV: tokens asked for (below zero: given back), limit, µs of a bucket, buckets in the window, and the
-- bucket to give back to.
-- Returns: tokens granted, tokens left, µs until this bucket ends, µs until a token is free, this bucket.
local asked, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local span, count = tonumber(ARGV[3]), tonumber(ARGV[4])

if asked < 0 then
    local left = (tonumber(redis.call('HGET', KEYS[1], ARGV[5])) or 0) + asked
    if left > 0 then
        redis.call('HSET', KEYS[1], ARGV[5], left)
    else
        redis.call('HDEL', KEYS[1], ARGV[5])
    end
    return {0, 0, 0, 0, 0}
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local bucket = math.floor(now / span)
local used, oldest = 0, bucket
local counts = redis.call('HGETALL', KEYS[1])
for i = 1, #counts, 2 do
    local at = tonumber(counts[i])
    -- A bucket ahead of us was counted before the clock was set back: by a little is believed, by more is not.
    if at < bucket - count or at > bucket + count then
        redis.call('HDEL', KEYS[1], counts[i])
    else
        used = used + tonumber(counts[i + 1])
        oldest = math.min(oldest, at)
    end
end

local granted = math.max(0, math.min(asked, limit - used))
if granted > 0 then
    redis.call('HINCRBY', KEYS[1], bucket, granted)
    redis.call('PEXPIRE', KEYS[1], math.ceil((count + 2) * span / 1000))
end
local left = math.max(0, limit - used - granted)
return {granted, left, (bucket + 1) * span - now, (oldest + count + 1) * span - now, bucket}
