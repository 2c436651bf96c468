"""What `otasuke tenant` is made of."""
