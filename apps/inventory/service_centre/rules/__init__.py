"""Pure rules of the service centre: no Django, no database."""
