# Adds statements to a named graph. The graph's name and the statements, as N-Triples, take the place
# of the name and the comment below; `oic-mandates load` does so for a server without a graph store.
INSERT DATA {
  GRAPH <urn:x-oic-mandates:graph> {
#statements
  }
}
