"""Logistics: how things travel: intake acts, placements, returns and the work of warehouse and drivers."""
