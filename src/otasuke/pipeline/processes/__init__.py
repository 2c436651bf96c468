"""The processes of the pipeline: each puts together what it needs, and works until it is cancelled."""
