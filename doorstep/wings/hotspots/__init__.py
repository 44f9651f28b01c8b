"""Hot issues 热点: what many people say of one trouble at one place, gathered over time. People count; likes stand apart.

Hears nothing; a sweep takes in new cases one by one and gathers the whole window anew now and then.
Writes its own tables alone: clusters, who belongs to them, and what a person decided about that.
Never moves a case, never ranks by likes, never undoes what a person decided.
"""
