"""Wiring: settings, the factory, commands and the sample borough. Imports everything, imported by nothing."""
