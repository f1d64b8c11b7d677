"""The same event, the same text and the same statement across articles: pure functions over readings."""
