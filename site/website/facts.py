from core.bus import Fact

FORM_SUBMITTED = Fact("form.submitted", "form", "submission", "person_id")
