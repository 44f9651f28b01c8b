"""Levels of response and supervision, for those who coordinate and oversee. Shows; the steps themselves are taken on the case."""
