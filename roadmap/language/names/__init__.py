"""Names of streets: their forms, by a list of names or by grammar alone."""
