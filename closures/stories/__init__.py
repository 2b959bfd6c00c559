"""Themed stories of a city and its districts: told by editors, liked by visitors."""
