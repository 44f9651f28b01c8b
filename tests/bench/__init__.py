"""`make bench`: the figures of docs/performance.md, each beside a reference taken in the same run on the same machine."""
