"""The demo office: an invented provincial office, its people, and some weeks of papers, all through the acts."""
