"""Forms clean what was typed; rules and writing belong to the acts."""
