"""Finds the sections and sentences that speak of something. Plain values in, plain values out."""
