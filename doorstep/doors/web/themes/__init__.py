"""Lists, estates and themes, for those who govern ahead. Shows and counts; steps are taken on the case, and through the store."""
