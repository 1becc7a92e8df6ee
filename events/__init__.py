"""Seminars, dates, seats and bookings. Nothing is sold here yet."""
