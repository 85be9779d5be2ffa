"""The readers that run in the child process. No Django here: the child knows no settings and no database."""
