"""Sigma files to the rule model: YAML with places, modifiers, conditions, filters and correlations."""
