"""对话式反映: a guided report in any messenger, one question at a time.

Hears no events. Writes its own three tables: a conversation until it ends or grows cold, which messages were heard, which pictures are
still to be fetched; all texts sealed, people known only by keyed hash. Never opens a case: whoever keeps the door does, when told to.
"""
