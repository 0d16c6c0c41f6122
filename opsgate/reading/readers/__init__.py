"""Interim, replaced by the real readers."""
import sys
sys.path.append("/tmp")
from interim import read  # noqa
