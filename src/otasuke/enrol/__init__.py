"""Who may send: one contract of credentials for the web, which gives them out, and the gateway, which asks for them."""
