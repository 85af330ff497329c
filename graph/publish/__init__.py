"""The graph as linked data: what each address answers, whoever answers it."""
