"""A scan: portions of logs in, findings and counts out, in one process or several."""
