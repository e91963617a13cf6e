"""Tables that hold no events."""


def what_it_is(preview):
    return None
