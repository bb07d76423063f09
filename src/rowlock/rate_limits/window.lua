-- Takes tokens from an exact sliding window, or gives some back. One hash for each key counts by sub-buckets of time; a
-- token counts in all of the sub-bucket it was taken in, so that no span of one window ever holds more than the limit.
--
-- KEYS: the hash. ARGV: tokens asked for, limit, window in ms, sub-buckets in it, tokens given back and their sub-bucket.
-- Returns: tokens granted, tokens left, ms until this sub-bucket ends, ms until a token is free, this sub-bucket.
local asked, limit, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local count, returned = tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local span = window / count
local bucket = math.floor(now / span)

if returned > 0 and redis.call('HEXISTS', KEYS[1], ARGV[6]) == 1 then
    redis.call('HINCRBY', KEYS[1], ARGV[6], -returned)
end

local used, oldest = 0, bucket
local counts = redis.call('HGETALL', KEYS[1])
for i = 1, #counts, 2 do
    local at, taken = tonumber(counts[i]), tonumber(counts[i + 1])
    if at < bucket - count or taken <= 0 then
        redis.call('HDEL', KEYS[1], counts[i])
    else
        used = used + taken
        oldest = math.min(oldest, at)
    end
end

local granted = math.max(0, math.min(asked, limit - used))
if granted > 0 then
    redis.call('HINCRBY', KEYS[1], bucket, granted)
    redis.call('PEXPIRE', KEYS[1], math.ceil(window + 2 * span))
end
local free = 0
if used + granted >= limit then
    free = math.ceil((oldest + count + 1) * span - now)
end
return {granted, limit - used - granted, math.ceil((bucket + 1) * span - now), free, bucket}
