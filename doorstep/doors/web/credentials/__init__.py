"""凭证: what anybody may fetch to check one, the page that says what a credential is worth, its paper, and who relied on it."""
