"""The sales dashboard: figures with the span before, and series of charts; everything is added up in PostgreSQL."""
