"""From the text of a resolution to a validated, stored graph."""
