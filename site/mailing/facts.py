from core.bus import Fact

KEYS = ("message", "effect_key", "related_type", "related_id")

# `effect_key` is the key the mail was queued with, also when staff sent it again.
MAIL_ACCEPTED = Fact("mail.accepted", *KEYS)
MAIL_FAILED = Fact("mail.failed", *KEYS)
# Told when nothing more happens by itself: somebody has to look.
MAIL_UNCLEAR = Fact("mail.unclear", *KEYS)
