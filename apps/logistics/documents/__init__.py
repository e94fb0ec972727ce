"""Documents of logistics: acts filled by crm's engine from templates of our own."""
