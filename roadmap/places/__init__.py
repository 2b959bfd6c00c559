"""Mentions of places tied to the network, and the search box. What a text says is read in `roadmap.language`."""
