"""The pages of notices and of how one wants them."""
