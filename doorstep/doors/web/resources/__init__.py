"""五社资源: what is offered, what is looked for and who fits, projects in incubation."""
