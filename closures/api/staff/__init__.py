"""The desk's API, by what it serves. Session and CSRF."""
