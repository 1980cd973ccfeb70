"""Changes of the owner's: recorded, taken back, and never written over one another."""
