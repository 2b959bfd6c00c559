"""Between the web server and Django: a request gets a thread once it is all there, none while the answer travels."""
