"""From text to annotations; nothing here knows RDF."""
