"""The page types are in `pages`, above the services of the apps that they show."""
