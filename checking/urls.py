"""Addresses of check lists, the daily sweep and the rules of the draft check: included at the root by docflow.urls."""

from django.urls import path

from checking.views import gates, rules

urlpatterns = [
    path("gates/", gates.gates, name="gates"),
    path("gates/end/", gates.end, name="gate_end"),
    path("rules-of-drafts/", rules.rules, name="proof_rules"),
    path("rules-of-drafts/<str:rule>/", rules.rule, name="proof_rule"),
]
