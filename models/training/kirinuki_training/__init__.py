"""Trains the networks that ship with Kirinuki: from scratch, seeded, one command each (see ../train.sh)."""
