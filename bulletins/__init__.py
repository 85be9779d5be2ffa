"""What the week showed: the error book, errors reported, figures and statistics, the weekly pack and its meeting."""
