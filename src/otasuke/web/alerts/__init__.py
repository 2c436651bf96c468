"""What was found at companies: detections become alerts, each thing once; and who is disturbed by it."""
