"""Publication 晒单: shows in batches what was asked and what was done, in a redacted version that a second person has reviewed.

Hears that a batch was published, dropped or lost an item, and how published cases go on; each member's own page says so.
Writes its own table, Item; opens batches, and takes `publish` and `unpublish` on cases through the store.
Never keeps or shows an original: what is not redacted never enters its table. Never publishes a tip-off.
"""
