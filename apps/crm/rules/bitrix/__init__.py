"""The exchange with Bitrix24 as pure calculation: what a record says in either form, and what follows from both."""
