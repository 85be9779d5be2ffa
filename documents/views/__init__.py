"""Two-line views: find what this person may see, clean the form, call the act, show the page."""
