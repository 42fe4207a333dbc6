"""The ground floor: sessions, effective dates, the clock, forms and files. Knows no noun of the domain."""
