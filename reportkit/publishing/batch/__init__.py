"""Many briefings: which to make, each in a process of its own, and what stands as done."""
