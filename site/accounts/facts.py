from core.bus import Fact

USER_ACTIVATED = Fact("user.activated")
USER_ADDRESS_CHANGED = Fact("user.address_changed")
