"""The page types are in `pages`, above the services of the apps that they show."""

from website.models.forms import Form, FormSubmission, SubmissionFile

__all__ = ["Form", "FormSubmission", "SubmissionFile"]
