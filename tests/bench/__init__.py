"""`./run bench`: what the service costs, each measure beside its bare limit in the same run.

In reading order: `scratch` (a database and a folder of the run's own), `load` (made-up road events), `server` (the
real web server and one keep-alive client), `timing` (medians), `figures` (a measure's result and the table); then one
file a measure: `events`, `tiles`, `links`, `importing`, `pictures`, `reading`; `growth` runs the first three again;
`truth` counts what the list says wrongly; `messages` asks the pages of a city whose years `crowd` makes.
"""
