"""Links: the codec, its versions, and the number that a link was sent with."""
