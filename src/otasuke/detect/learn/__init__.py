"""What single events cannot say: detectors that learn what is usual at each tenant. Pure, streaming, bounded."""
