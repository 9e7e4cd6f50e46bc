"""What is promised of reliability, proved by breaking things: `python -m benchmarks.reliability`."""
