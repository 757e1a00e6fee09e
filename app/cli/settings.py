"""The service's settings for a command; a wrong one is a sentence, not a traceback."""

from typing import TYPE_CHECKING, Any

from app.cli.output import CommandFailedError

if TYPE_CHECKING:
    from app.core.config import Settings


def load_settings(**given: Any) -> "Settings":
    """Settings from the environment and `.env`; what is given and not None wins."""
    from pydantic import ValidationError

    from app.core.config import Settings

    try:
        return Settings(**{key: value for key, value in given.items() if value is not None})
    except ValidationError as error:
        raise CommandFailedError("; ".join(_sentence(problem) for problem in error.errors())) from None


def _sentence(problem: Any) -> str:
    name = "_".join(("CHIPCITE", *(str(part).upper() for part in problem["loc"])))
    return f"{name}: {problem['msg']}" if problem["loc"] else str(problem["msg"])
