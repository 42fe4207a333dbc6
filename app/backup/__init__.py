"""Backups: the whole register in one encrypted file, made while others write, and put back whole or not at all."""
