"""What can go wrong with jobs."""


class NotFailed(LookupError):
    """A job was to be tried again that was not given up, or is not there."""

    def __init__(self, job: int) -> None:
        super().__init__(f"job {job} was not given up, or is not there")
        self.job = job
