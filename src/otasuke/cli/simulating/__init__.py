"""What `otasuke simulate` needs besides the fleet: arguments, a service to look at, and words for the report."""
