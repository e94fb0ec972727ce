"""Documents: templates, the values they are filled with, and the engine that fills them."""
