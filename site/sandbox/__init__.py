"""A local stand-in of the services that the site talks to.

It knows nothing of the site and the site knows nothing of it.
"""
