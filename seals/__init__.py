"""The seal, the request, the impression: the room stands ready, its rows come with the seal issue."""
