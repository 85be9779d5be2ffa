"""What every page shares: middleware, headers, answers to refusals."""
