"""What the field's rules say, as pure functions over values: no database, no request."""
