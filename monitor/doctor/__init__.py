"""What `readout doctor` looks at: each look is a small function that gives findings, in a module named for what it is about."""
