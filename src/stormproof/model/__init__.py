"""What AWS said, typed: ARNs, answers, resources and their facets; no engine, no I/O."""
