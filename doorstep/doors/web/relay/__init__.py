"""回传: which systems are told what, what did not arrive, what was sent; and who may push to us under a signature."""
