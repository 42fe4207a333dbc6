"""An employer's extract: read strictly, compared with the register, shown first, then applied whole."""
