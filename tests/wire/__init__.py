"""What stands in for the API in tests: `double` with faults, strict checks and counts, and the tests of the wire."""
