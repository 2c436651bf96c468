"""Speaking to programs elsewhere whose addresses somebody wrote down: web-hooks, and the OpenID provider of staff."""
