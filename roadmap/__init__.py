"""The road network, the map, and all that leaves the house."""
