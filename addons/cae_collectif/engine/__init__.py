"""Pure rules of sessions: half-days of a day, windows in which one signs, tokens, proofs."""
