# Removes a named graph, where there is one. Its name takes the place of the one below.
DROP SILENT GRAPH <urn:x-oic-mandates:graph>
