"""Others' works, taken over from their lists: one file a format, and what all of them share.

A format reads a file into records; `drafts` finds their place and time; `merging` leaves alone what a dispatcher has
corrected; `stages` says which stage goes on as which; `taking` writes; `runs` goes through a file row by row; `gone`
notes what a source tells no more.
"""
