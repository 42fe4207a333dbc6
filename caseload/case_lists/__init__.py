"""Case lists: a file of cases, read, checked and taken all or not at all."""
