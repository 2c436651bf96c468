"""The oracle: a slow Sigma evaluator that shares no code with `otasuke.detect`, and with which the product is held equal.

It parses rules with plain PyYAML, has its own conditions, modifiers and log sources, and prefers the obvious to the fast.
Only `Event` is shared. Sources: Sigma specification 2.1 (rules, modifiers appendix, taxonomy appendix).
"""
