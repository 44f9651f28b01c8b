"""The staff desk 工作台: my work, all that is in view, search, a case with the steps open to me, visits, mechanisms.

Parses, makes one call, shows what came of it. Every opening of sealed texts leaves a trace; what lies outside a post is 404.
"""
