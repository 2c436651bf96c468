"""The pipeline: from the bytes that sensors send to detections and stored events. It knows no web and touches no PostgreSQL."""
