"""The SPARQL endpoint: a web server over a pool of reader processes that can be killed."""
