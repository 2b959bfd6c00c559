"""Word to those who asked for it: whom a change concerns, what they are told, when, and how they asked.

`reach` says what of an event decides who hears of it, `words` what a change is told with, `hours` when; `fan_out`
writes the deliveries, a batch at once, and `digest` the daily ones; `actions` are the verbs of a reader, `forms` what
is filled in, `described` says a wish in words.
"""
