"""`make bench`: the same pages at two sizes, as ratios to a bare view measured in the same rounds."""
