"""A made-up fleet of small companies, with attacks in it that are known."""
