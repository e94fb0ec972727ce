"""The bytes between agent and server, exactly as docs/protocol/ writes them down."""
