from core.bus import Fact

USER_ACTIVATED = Fact("user.activated")
