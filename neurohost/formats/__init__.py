"""How a language writes figures and dates, where its conventions differ from those that Django gives."""
