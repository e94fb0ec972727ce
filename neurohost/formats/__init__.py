"""How a language writes figures, where its conventions differ from those that Django gives."""
