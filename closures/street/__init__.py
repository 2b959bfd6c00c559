"""The word of whoever stands at the works: by a link without a login, through the same verbs as the desk.

In reading order: `links` (the address of an event's page), `forms` (what may be told), `saying` (a word is kept, and
counts or asks), `doubts` (what asks the dispatcher first), `doing` (which verb a word is), `clashing` (whom a later end
runs into), `evidence` (how far from the works the phone was), `told` (what of it is shown), `keeping` (how long).
"""
