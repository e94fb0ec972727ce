"""Settings: one file per concern, gathered by `base`; the entry modules are `development`, `test` and `production`."""
