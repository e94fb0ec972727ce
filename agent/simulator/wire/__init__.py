"""The transports machines speak: CGMiner RPC, HTTP with digest, length-framed JSON, and their faults."""
