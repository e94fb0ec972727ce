"""Files with rows: read safely, columns mapped to fields, tried without writing, then written row by row by services.

An app registers an `Importer` (see `kinds.py`) and gets page, API, progress, ledger and report.
"""
