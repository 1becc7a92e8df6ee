"""Plans and subscriptions. Nothing is sold here yet."""
