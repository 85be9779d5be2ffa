"""Who is who: units, posts, persons, appointments, deputies; login."""
