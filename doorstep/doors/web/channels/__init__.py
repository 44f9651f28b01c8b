"""渠道: for the IT person, which ways in from outside are open, at which address, and what is missing where one is shut."""
