"""One module per service, which knows what to ask and checks that the answer is complete, and the client that sends requests."""
