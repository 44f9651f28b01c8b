"""Transfer 外单导入: orders of other systems (12345, 信访, 人民建议, paper forms) become cases, each once, however often a file comes.

Hears nothing. Writes its own tables (Import, Slice, Fault, Order, Mapping); cases are opened through the store alone.
Never overwrites an order that came before: one that has changed since is reported. Never keeps a file longer than it takes
to work through it, and no personal data in the clear at all.
"""
