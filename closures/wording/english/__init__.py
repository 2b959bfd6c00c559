"""The English siblings of `places` and `fields`; the sentences are in templates/posts/en/."""
