"""热点: troubles that many people speak of, hottest first; each opens its cases, is mended by hand, or becomes a theme."""
