"""Who is told of an event: the samples, and the ways from a trail to a receiver who has confirmed."""
