"""The doors of the gateway that speak plain sockets: syslog and Fluent Forward."""
