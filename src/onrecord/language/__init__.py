"""What every stage needs to know of English: word lists, the words of a phrase, and what stands around a person's name."""
