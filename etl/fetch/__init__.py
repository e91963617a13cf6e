"""Fetching: asks the server of a feed what changed, and loads the answer as a file.

No host is contacted unless `etl.fetch.run` is called, on a command of the user. Each service is a module that knows what to ask
and checks that the answer is complete. `client` sends requests, `log` records how far earlier fetches came.
"""
