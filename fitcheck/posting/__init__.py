"""Reads a job posting: pure, the same for every engine, without Django. Start at `reader.posting_read`."""
