"""Settings, addresses and wiring: the only storey that knows every other one."""
