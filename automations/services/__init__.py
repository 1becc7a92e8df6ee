from automations.services.draining import drain
from automations.services.operating import PERMISSION, NotPossible, cancel_run, hurry_step, retry_step, skip_step

__all__ = ["PERMISSION", "NotPossible", "cancel_run", "drain", "hurry_step", "retry_step", "skip_step"]
