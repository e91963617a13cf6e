"""Links: the codec, its versions, and the number a link was sent with."""
