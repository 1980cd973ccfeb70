"""The demo engine's side of the fit check: words matched, nothing understood."""
