"""What a coordinator does to cases. The verbs say things on an act and refuse in sentences; none commits."""
