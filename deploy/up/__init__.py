"""What `./run` and `./test` do before, around and after Django: packages, environment, servers, processes.

Standard library only: it works before the virtual environment exists, and is started by its path, so that the
project's own package (which needs Django) is not imported.
"""
