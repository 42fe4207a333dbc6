"""Plans of reviews: made from the register, compared, published, and judged again as the register changes."""
