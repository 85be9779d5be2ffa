"""What may stand in a calendar or a rule, who may change it."""
