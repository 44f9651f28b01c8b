"""派单目录 as pages: the rows in force, versions, import with a look first, gaps, rulings to take up, why this unit."""
