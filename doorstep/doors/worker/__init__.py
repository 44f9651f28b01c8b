"""The worker's door: turns each written event into the wings' reactions, one job a reaction, with its own retries."""
