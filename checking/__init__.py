"""Is it right before it goes on: findings and what was answered to them, the three gates, the daily sweep."""
