"""Pure calculation of telemetry: decoding batches, packing rows, judging readings; no Django, no database."""
