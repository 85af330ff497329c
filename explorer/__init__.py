"""The explorer: the graph for people who look rather than read."""
