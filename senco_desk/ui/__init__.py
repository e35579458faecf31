"""The window: thin pages and forms over the services."""
