"""Where a story comes from: whom articles credit, what stands behind that, how many independent sources, and what contradicts what."""
