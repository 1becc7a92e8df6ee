from automations.services.draining import drain
from automations.services.operating import NotPossible, cancel_run, hurry_step, retry_step, skip_step

__all__ = ["NotPossible", "cancel_run", "drain", "hurry_step", "retry_step", "skip_step"]
