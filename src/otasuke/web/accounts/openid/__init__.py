"""Coming in as staff by the provider firm's own accounts elsewhere (OpenID Connect), if a manager set that up.

Nobody becomes a member of staff by it: who comes in was invited before. discovery: what the OpenID provider says of itself;
exchange: asking it for a token; tokens: what a token says; matching: whom it lets in; steps: all of that for a browser.
"""
