"""Files from outside → the road network: reading, cutting, saving. `run.import_file` is the door."""
