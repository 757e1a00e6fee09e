"""Query in, ranked evidence out. A leaf library: it knows neither HTTP nor the tables."""
