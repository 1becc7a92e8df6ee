from automations.services.draining import drain

__all__ = ["drain"]
