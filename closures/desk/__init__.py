"""What the desk takes in and gives out of an event, for its API and its pages alike."""
