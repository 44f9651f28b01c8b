"""Resources 五社资源: who can offer what, needs matched to it with reasons, what came of it, and projects in incubation.

Hears that a resource, a need or an application was recorded; follows their steps, and keeps its rows in the same transaction.
Writes tables of its own: resources, needs, whom a need asked, incubated projects. Its ranking proposes; a person asks.
Never holds whom to call: that stands in the case's private notes.
"""
