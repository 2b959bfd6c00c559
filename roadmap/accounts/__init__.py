"""Official pages of bodies: on which networks, with which mark, when that was looked at last."""
