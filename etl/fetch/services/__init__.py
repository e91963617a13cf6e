"""The services: a module for each, which says what to ask and checks that the answer is whole, and the client that asks them."""
