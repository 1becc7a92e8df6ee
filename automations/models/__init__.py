from automations.models.runs import Run, StepLog, StepRun

__all__ = ["Run", "StepLog", "StepRun"]
