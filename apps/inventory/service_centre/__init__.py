"""The service centre: repair orders, works, spare parts with their stock, components with serial numbers."""
