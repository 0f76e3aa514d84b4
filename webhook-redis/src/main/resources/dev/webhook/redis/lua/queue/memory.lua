-- Returns what the server that holds the keys says of its memory.
return redis.call('INFO', 'memory')
