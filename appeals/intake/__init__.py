"""What people write on networks → residents' messages: one file a network reads its events, the rest is common."""
