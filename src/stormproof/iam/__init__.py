"""Who may do what: policies read, and one request decided through all layers."""
