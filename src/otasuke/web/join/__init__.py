"""Pages for who was invited: opened by a link, without signing in."""
