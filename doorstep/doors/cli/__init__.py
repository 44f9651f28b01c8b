"""Commands for those who run a town. Parse argv, make one call, speak plainly.

A command is a module in this folder with two functions, found by its name alone (`doorstep verify` → `verify.py`):

    DATABASE = "app"                        # or "owner" (migrates, founds), or None (needs neither database nor Django),
                                            # or a function of the parsed arguments that answers one of these
    def add_arguments(parser): ...          # argparse
    def run(arguments) -> int: ...          # exit status; Django and the database are ready

The first line of the module's docstring is its help; modules without `add_arguments` are rooms behind the commands. Import
Django's models inside `run`, not at the top: the help has to work without a database.
"""
