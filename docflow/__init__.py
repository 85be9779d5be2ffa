"""docflow: official documents and seals of an office."""
