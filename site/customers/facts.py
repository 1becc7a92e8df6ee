from core.bus import Fact

PERSON_CREATED = Fact("person.created")
CUSTOMER_CREATED = Fact("customer.created", "number")
ACCESS_GRANTED = Fact("access.granted", "resource", "source")
ACCESS_REVOKED = Fact("access.revoked", "resource", "source")
