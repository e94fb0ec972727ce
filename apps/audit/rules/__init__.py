"""Pure rules of the record: bytes, hashes, Merkle trees, roots, exports and their verification."""
