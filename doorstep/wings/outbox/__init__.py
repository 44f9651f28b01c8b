"""Outbox 通知: tells people that something happened, by text message or on their desk, and owns up when it could not.

Hears every event; what a step `tells` and the pack's notices.toml words becomes a row, once, and a job for each message.
Writes its own tables only: Notice, Seen, Duty. Messages are sent by the adapter in use, retried with growing pauses, then shown.
Never says what anybody wrote: a notice holds a number, a unit, a due date and an address.
"""
