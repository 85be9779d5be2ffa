"""Files of outgoing papers: what a draft says, and the original it becomes."""
