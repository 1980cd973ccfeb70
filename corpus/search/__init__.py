"""Finds the sections and sentences that speak of something. Plain values in, plain values out.

`index` ranks blocks, `queries` reads what is asked, `meanings` says which words are alike, `evidence` what a sentence
holds: a date, a count, a place, a reason.
"""
