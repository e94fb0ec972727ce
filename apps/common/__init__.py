"""Common: what has no domain — base models, scope, access questions, money, clock, errors, crypto, registries."""
