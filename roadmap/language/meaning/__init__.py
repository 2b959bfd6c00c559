"""Text → what it is about: kind of a notice, what is left of the road, reason, sender, topics of a message."""
