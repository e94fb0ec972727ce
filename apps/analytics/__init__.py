"""Analytics: what the numbers mean: market, calculator, indicators, forecasts."""
