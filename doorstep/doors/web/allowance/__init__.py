"""高龄津贴: the roll, certifying, doubts, evidence from departments, batches for each of them, switching communities on."""
