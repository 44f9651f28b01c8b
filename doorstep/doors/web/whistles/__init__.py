"""吹哨报到: blowing a whistle, turning out for one, the board of those that run, and what is counted of them.

Made for a phone held in one hand in the street. Parses, makes one call into the wing, speaks plainly; decides nothing.
"""
