"""Relay 回传: what becomes of a case goes back to the systems that asked to be told, signed, in order, retried, and owned up to.

Hears every event. Writes its own tables only: Subscription, Delivery, Sender, Received. Posts through the adapter in use.
Never says what anybody wrote, who they are or where they live: a message holds a number, a state, a moment.
"""
