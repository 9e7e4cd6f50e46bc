"""Why a file is not read."""

from framework.errors import UserError


class RefusedError(UserError):
    """A file that cannot be read, with every reason found. It never holds a cell's value."""

    exit_code = 11

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))
