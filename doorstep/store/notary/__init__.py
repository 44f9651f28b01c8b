"""The notary 存证登记: what happened beside the ledger's events (publications, polls, credentials, evidence), each as a digest.

Any wing hands in; the log takes it from here. Rows are only ever inserted and say nothing that leads to a person.
"""
