"""What an administrator does before and beside the daily work, without a console."""
