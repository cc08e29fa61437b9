"""The only reader of AWS: rows that say what to ask, and the engine that asks, records and never writes to AWS."""
