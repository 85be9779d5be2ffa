"""The paper and all that lives and dies with it: register, opinions, instructions, circulation, closing."""
