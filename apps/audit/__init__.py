"""What happened, provably: hash chains of every change, reads and sign-ins, sealed roots and their verification."""
