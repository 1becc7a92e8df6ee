from typing import Any

from django.db import transaction

from core import protocol
from customers.models import ChangeProposal, Person


@transaction.atomic
def decide_proposal(*, proposal_id: int, accept: bool, actor: Any) -> ChangeProposal:
    """Take over what was typed, or leave the person as it is. The first decision counts."""
    proposal = ChangeProposal.objects.select_for_update().get(pk=proposal_id)
    if proposal.state != ChangeProposal.State.OPEN:
        return proposal
    proposal.state = ChangeProposal.State.ACCEPTED if accept else ChangeProposal.State.DISMISSED
    proposal.save(update_fields=["state"])
    person = Person.objects.select_for_update().get(pk=proposal.person_id)
    before = {field: getattr(person, field) for field in proposal.values}
    if accept:
        for field, value in proposal.values.items():
            setattr(person, field, value)
        person.save(update_fields=list(proposal.values))
    protocol.record(
        f"person.change_{proposal.state}",
        obj=person,
        actor=actor,
        person_id=person.pk,
        personal={field: (before[field], value) for field, value in proposal.values.items()} if accept else None,
    )
    return proposal
