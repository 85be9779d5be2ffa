"""Where errors come from: each module reads rows of the record and says what went wrong, as `Made`. Nothing is written here."""
