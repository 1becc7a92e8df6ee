"""A request to PayPal with its repetitions, and the judgement on how it ended."""

import logging
import random
import time
from dataclasses import dataclass
from typing import Any, Protocol

from payments.providers.base import Deadline, ProviderError, TemporaryError, UnknownOutcomeError

logger = logging.getLogger(__name__)

PAUSES = (0.25, 0.5, 1.0)
LONGEST_PAUSE = 5
LEAST_SECONDS = 2  # nothing that moves money is begun with less
BUSY = {429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]
    retry_after: int = 0

    @property
    def issue(self) -> str:
        """PayPal's code for what is wrong: the issue of the first detail, or the error's name."""
        details = self.body.get("details") or [{}]
        return str(details[0].get("issue") or self.body.get("name") or self.body.get("error") or f"HTTP_{self.status}")

    @property
    def is_busy(self) -> bool:
        return self.status in BUSY or (self.status == 409 and self.issue == "PREVIOUS_REQUEST_IN_PROGRESS")


class NeverSentError(Exception):
    """The line could not be opened: nobody has heard us."""


class LostError(Exception):
    """The request went out and no usable answer came back."""


class ApiRequest(Protocol):
    """Any of the SDK's requests."""

    verb: str
    path: str
    headers: dict[str, str]
    body: Any


class Sender(Protocol):
    def send(self, request: ApiRequest, authorization: str | None, deadline: Deadline) -> Answer: ...

    def authorization(self, deadline: Deadline, refused: str) -> str: ...


class Exchange:
    """Only for what may be repeated: a GET, or a POST under its own key (`changes`)."""

    def __init__(
        self,
        sender: Sender,
        request: ApiRequest,
        deadline: Deadline,
        *,
        changes: bool = False,
        needs_token: bool = True,
    ) -> None:
        self._sender, self._request, self._deadline = sender, request, deadline
        self._changes, self._needs_token = changes, needs_token
        self._in_doubt = False
        self._refused = ""
        self._reason = ""
        self._retry_after = 0

    def run(self) -> Answer:
        """An answer that is not "later": TemporaryError or UnknownOutcomeError when there is none in time."""
        for pause in (*PAUSES, 0):
            answer = self._attempt()
            if answer is not None:
                return answer
            wait = max(pause * random.uniform(0.5, 1.5), min(self._retry_after, LONGEST_PAUSE))  # noqa: S311 -- parts twins
            if self._deadline.left <= wait:
                break
            time.sleep(wait)
        raise self._failure(self._reason)

    def _attempt(self) -> Answer | None:
        """The answer, or None for "again"."""
        try:
            token = self._sender.authorization(self._deadline, self._refused) if self._needs_token else None
            self._check_time()
            answer = self._sender.send(self._request, token, self._deadline)
        except NeverSentError as error:
            self._note(str(error))
        except LostError as error:
            self._note(str(error), in_doubt=True)
        except ProviderError as error:  # no token, or no time
            raise self._failure(error.reason) from error
        else:
            return self._judge(answer, token)
        return None

    def _check_time(self) -> None:
        if self._deadline.left < (LEAST_SECONDS if self._changes else 0):
            raise TemporaryError("OUT_OF_TIME")

    def _judge(self, answer: Answer, token: str | None) -> Answer | None:
        if answer.status == 401:
            if self._refused or token is None:
                raise self._failure(answer.issue)
            self._refused = token
        elif answer.is_busy:
            self._retry_after = answer.retry_after
            self._note(answer.issue, in_doubt=answer.status != 429)
        else:
            return answer
        return None

    def _note(self, reason: str, *, in_doubt: bool = False) -> None:
        logger.warning("PayPal %s %s: %s", self._request.verb, self._request.path, reason)
        self._reason = reason
        self._in_doubt = self._in_doubt or (in_doubt and self._changes)

    def _failure(self, reason: str) -> ProviderError:
        return UnknownOutcomeError(reason) if self._in_doubt else TemporaryError(reason)
