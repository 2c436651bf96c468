"""Ordinary life: what offices do now and then that looks like an attack, and is none."""
