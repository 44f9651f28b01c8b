"""Call-backs 回访 and rectifications 差评整改: asks reporters once a case is done, and has bad grades mended.

Hears that a case is finished, rated, reopened, and what a call-back answered. Opens call-backs and rectification orders, takes
a case up again once. Never asks about what is not done, never calls three times in an hour, never touches a grade.
"""
