"""What a device needs to send: the steps for its owner, and the script or the settings with its own values in them."""
