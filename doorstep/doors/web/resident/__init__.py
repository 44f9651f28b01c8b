"""The resident's door: say what is inconvenient, get a receipt, follow it, add, rate. Works without sign-in and without scripts."""
