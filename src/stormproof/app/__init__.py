"""One function a use case: a surface parses what was typed, calls one of these, and renders what comes back."""
