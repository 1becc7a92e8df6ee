from customers.models.access import AccessGrant
from customers.models.parties import ChangeProposal, Customer, Person

__all__ = ["AccessGrant", "ChangeProposal", "Customer", "Person"]
