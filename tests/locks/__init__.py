"""Locks: every way of cheating a gate that is known, tried on a repository that passes honestly, by its number."""
