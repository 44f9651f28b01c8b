"""Pages of the grid: my rounds, who answers for what, what was missed, duty lists, and the public card of each grid."""
