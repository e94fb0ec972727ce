"""Pure rules: codes of the second factor, one-time codes, links of letters, API keys."""
