"""Pure Python arithmetic: Decimal in, Decimal out, no ORM."""
