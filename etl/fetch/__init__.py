"""Fetching: asking the server of a feed what changed, and loading the answer as a file.

No host is contacted unless a function of `etl.fetch.run` is called, which a person's command does. A service is one module that says
what to ask and checks that the answer is whole; `client` asks, `log` remembers how far an earlier fetch came.
"""
